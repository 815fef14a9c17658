package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever follows the admin guide to the letter gets what it promises. The forms themselves: {@link AdminMatrixTest}. */
final class GuideTest {

    @AllPostgres
    void theRootsLoginIsReplaced(TestPostgres server) {
        Guide guide = Guide.on(server);
        guide.run("root");
        if (server.version() >= 16) {
            guide.run("root-member");
        }
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = open(guide.access("prt_apps_admin", "choose one", true))) {
            assertThat(database.inspect().missing()).isEmpty();
            database.ensure(wanted, Given.ALL);

            guide.run("replace");
            guide.run("replaced");
        }
        goesOn(guide.access("prt_apps_admin_2", "choose another", true), wanted);
    }

    @AllPostgres
    void thePlainFormGoesOverToARoot(TestPostgres server) {
        Guide guide = Guide.on(server);
        guide.run("plain");
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = open(guide.access("prt_apps_admin", "choose one", false))) {
            database.ensure(wanted, Given.ALL);
        }
        guide.run("plain-to-root");
        try (DatabaseServer database = open(guide.access("prt_apps_admin", "choose one", true))) {
            List<MissingPrivilege> missing = database.inspect().missing();
            assertThat(missing).hasSize(server.version() < 16 ? 0 : 1);
            missing.forEach(privilege -> server.sql(guide.name(), privilege.sql()));
            assertThat(database.inspect().missing()).isEmpty();
        }
        guide.run("replace");
        guide.run("replaced");
        goesOn(guide.access("prt_apps_admin_2", "choose another", true), wanted);
    }

    @AllPostgres
    void schemaPublicIsClosed(TestPostgres server) {
        Guide guide = Guide.on(server);
        guide.run("root");
        try (DatabaseServer database = open(guide.access("prt_apps_admin", "choose one", true))) {
            assertThat(database.inspect().advice()).hasSize(server.version() == 14 ? 1 : 0);
            guide.run("close-public");
            assertThat(database.inspect().advice()).isEmpty();
        }
    }

    @AllPostgres
    void otherDatabasesAreClosedToTenants(TestPostgres server) {
        Guide guide = Guide.on(server);
        guide.run("plain");
        ServerAccess access = guide.access("prt_apps_admin", "choose one", false);
        try (DatabaseServer database = open(access)) {
            Login app =
                    database.ensure(Given.wanted(), Given.ALL).login(Kind.APP).orElseThrow();
            guide.run("close-others");
            for (String other : List.of("postgres", "template1")) {
                assertThatThrownBy(() -> DriverManager.getConnection(
                                "jdbc:postgresql://%s:%d/%s?sslmode=disable"
                                        .formatted(server.host(), server.port(), other),
                                app.user(),
                                app.password()))
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo("42501"));
            }
            assertThat(database.accepts(app)).isTrue();
        } finally {
            server.sql(
                    "postgres",
                    "GRANT CONNECT ON DATABASE postgres TO PUBLIC",
                    "GRANT CONNECT ON DATABASE template1 TO PUBLIC");
        }
    }

    @Test
    void whatAnUpgradedServerNeedsIsWhatTheClassPrints() {
        assertThat(Guide.text("upgraded")).isEqualTo(Upgraded.GRANT + ";");
    }

    @Test
    void noBlockIsLeftUntried() {
        assertThat(Guide.blocks())
                .containsExactlyInAnyOrder(
                        "root",
                        "root-member",
                        "replace",
                        "replaced",
                        "plain",
                        "plain-to-root",
                        "close-public",
                        "close-others",
                        "upgraded");
    }

    private static void goesOn(ServerAccess access, Wanted wanted) {
        try (DatabaseServer database = open(access)) {
            assertThat(database.inspect().missing()).isEmpty();
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
            Mark another = Given.mark(wanted.mark().cluster(), Given.unique("more"), "orders");
            assertThat(database.ensure(Given.wanted(another), Given.ALL).logins())
                    .hasSize(3);
        }
    }

    private static DatabaseServer open(ServerAccess access) {
        return DatabaseServer.open(access, Optional.empty());
    }
}
