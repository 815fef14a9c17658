package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A login is refused for many reasons, of which only a wrong password means that its Secret is wrong. */
final class RefusedLoginTest {

    @AllPostgres
    void onlyAPasswordThatWasChangedIsRefused(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Login app = make(database, OptionalInt.empty());
            assertThat(database.refuses(app)).isFalse();

            server.sql("postgres", "ALTER ROLE %s NOLOGIN".formatted(app.user()));
            assertThat(database.refuses(app)).isFalse();
            server.sql("postgres", "ALTER ROLE %s LOGIN".formatted(app.user()));

            server.sql("postgres", "ALTER ROLE %s PASSWORD 'by hand'".formatted(app.user()));
            assertThat(database.refuses(app)).isTrue();
            server.sql("postgres", "ALTER ROLE %s PASSWORD NULL".formatted(app.user()));
            assertThat(database.refuses(app)).isTrue();

            server.sql("postgres", "ALTER ROLE %1$s RENAME TO %1$s_x".formatted(app.user()));
            assertThat(database.refuses(app)).isFalse();
        }
    }

    @AllPostgres
    void oneThatHasHardlyAConnectionLeftIsNotTried(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Login app = make(database, OptionalInt.of(3));
            Login wrong = new Login(app.user(), "wrong");
            try (Connection first = Given.as(app, admin)) {
                assertThat(first.isValid(1)).isTrue();
                assertThat(database.refuses(wrong)).isTrue();
                try (Connection second = Given.as(app, admin)) {
                    assertThat(second.isValid(1)).isTrue();
                    assertThat(database.refuses(wrong)).isFalse();
                }
            }
        }
    }

    @Test
    void aServerThatIsAwayRefusesNothing() {
        try (TestPostgres server =
                PostgresServers.start(PostgresServers.versions().getLast())) {
            TestAdmin admin = server.createAdmin();
            try (DatabaseServer database = Given.open(admin)) {
                Login app = make(database, OptionalInt.empty());
                server.sql("postgres", "ALTER ROLE %s PASSWORD 'by hand'".formatted(app.user()));
                server.sql("postgres", "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(admin.database()));

                assertThat(database.refuses(new Login(app.user(), "by hand"))).isFalse();
            }
        }
    }

    private static Login make(DatabaseServer database, OptionalInt connections) {
        var limits = new Limits(connections, OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Wanted wanted = Given.wanted(
                Given.mark(Given.cluster(), Given.unique("shop"), "orders"), AppAccess.READ_WRITE, true, limits);
        return database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
    }
}
