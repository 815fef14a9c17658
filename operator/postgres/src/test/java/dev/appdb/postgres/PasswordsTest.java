package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** New passwords, and the old ones that go on. */
final class PasswordsTest {

    @AllPostgres
    void aLostSecretIsReplacedWhileTheOldLoginGoesOn(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login first = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            Ensured again = database.ensure(wanted, Renewal.of(Kind.APP));
            Login second = again.login(Kind.APP).orElseThrow();

            assertThat(again.logins()).containsOnlyKeys(Kind.APP);
            assertThat(second.user()).endsWith("_app_b").isNotEqualTo(first.user());
            assertThat(database.accepts(first)).isTrue();
            assertThat(database.accepts(second)).isTrue();

            Login third = database.ensure(wanted, Renewal.of(Kind.APP))
                    .login(Kind.APP)
                    .orElseThrow();
            assertThat(third.user()).isEqualTo(first.user());
            assertThat(database.accepts(first)).isFalse();
            assertThat(database.accepts(second)).isTrue();
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @Test
    void aLoginWithSessionsIsLeftAloneThoughItsPasswordIsOlder() throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login running = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            try (Connection app = Given.as(running, admin)) {
                // as after a crash between the server and the Secret, twice
                for (int lost = 0; lost < 2; lost++) {
                    assertThat(database.ensure(wanted, Renewal.of(Kind.APP))
                                    .login(Kind.APP)
                                    .orElseThrow()
                                    .user())
                            .isNotEqualTo(running.user());
                }
                assertThat(database.accepts(running)).isTrue();
                assertThat(app.isValid(1)).isTrue();
            }
        }
    }

    @AllPostgres
    void theServerNeverSeesAPassword(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        ServerLog log = new ServerLog(admin);
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(Given.wanted(), Given.ALL);
            assertThat(log.statements()).anyMatch(statement -> statement.contains("PASSWORD 'SCRAM-SHA-256$4096:"));
            made.logins().values().forEach(login -> {
                assertThat(made.toString()).doesNotContain(login.password());
                assertThatLogHasNot(log, login.password());
            });
            assertThat(made.toString()).doesNotContain("SCRAM-SHA-256");
        }
    }

    @AllPostgres
    void aLoginThatWasDroppedComesBackWithANewPassword(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login lost = database.ensure(wanted, Given.ALL).login(Kind.MIGRATOR).orElseThrow();
            server.sql(admin.database(), "DROP ROLE " + new Identifier(lost.user()));
            assertThat(database.accepts(lost)).isFalse();

            Ensured repaired = database.ensure(wanted, Renewal.none());
            assertThat(repaired.logins()).containsOnlyKeys(Kind.MIGRATOR);
            assertThat(repaired.login(Kind.MIGRATOR).orElseThrow().user()).isEqualTo(lost.user());
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @Test
    void aLockedLoginIsNotAcceptedAndAFullOneIsNoWrongPassword() throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login app = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            assertThat(database.accepts(new Login(app.user(), "wrong"))).isFalse();
            assertThat(database.accepts(new Login("nobody-" + app.user(), "wrong")))
                    .isFalse();

            Identifier role = new Identifier(app.user());
            admin.server().sql("postgres", "ALTER ROLE %s CONNECTION LIMIT 0".formatted(role));
            assertThatThrownBy(() -> database.accepts(app))
                    .isInstanceOfSatisfying(ServerException.class, full -> assertThat(full.reason())
                            .isEqualTo(ServerException.Reason.UNREACHABLE));
            admin.server().sql("postgres", "ALTER ROLE %s NOLOGIN".formatted(role));
            assertThat(database.accepts(app)).isFalse();
        }
    }

    private static void assertThatLogHasNot(ServerLog log, String password) {
        try {
            assertThat(log.text()).doesNotContain(password);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
