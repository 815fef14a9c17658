package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.AdminGuide;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PgBouncer;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

    @AllPostgres
    void aPoolerLetsTenantsInWithTheirPasswordsOfTodayAndSeesNoOtherPassword(TestPostgres server) throws SQLException {
        Guide guide = Guide.on(server);
        guide.run("plain");
        guide.run("pooler");
        ServerAccess access = guide.access("prt_apps_admin", "choose one", false);
        Login pooler = new Login(guide.named("prt_apps_pooler"), "choose one");
        String ask = guide.named("SELECT count(*) FROM prt_apps_pooler.login('%s')");
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = open(access);
                PgBouncer bouncer = PgBouncer.asTheGuideSays(server, guide.name())) {
            for (int rotation = 0; rotation < 3; rotation++) {
                Ensured ensured = database.ensure(Given.withOverlap(wanted, Duration.ZERO), Given.ALL);
                Login app = ensured.login(Kind.APP).orElseThrow();
                assertThat(first(bouncer.port(), guide, app, "SELECT current_user || ' ' || current_schema()"))
                        .isEqualTo(wanted.names().kindRole(Kind.APP).name() + " "
                                + wanted.names().schema().name());
                assertThat(first(server.port(), guide, pooler, ask.formatted(app.user())))
                        .isEqualTo("1");
                assertThatThrownBy(() -> first(server.port(), guide, app, ask.formatted(app.user())))
                        .hasMessageContaining("permission denied");
            }
            Login admin = new Login(guide.named("prt_apps_admin"), "choose one");
            for (Login other : List.of(admin, pooler)) {
                assertThat(first(server.port(), guide, pooler, ask.formatted(other.user())))
                        .isEqualTo("0");
            }
            assertThatThrownBy(() -> first(bouncer.port(), guide, admin, "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> first(server.port(), guide, pooler, "SELECT count(*) FROM pg_authid"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void whatAnUpgradedServerNeedsIsWhatTheClassPrints() {
        assertThat(Guide.text("upgraded")).isEqualTo(Upgraded.GRANT + ";");
    }

    @Test
    void noBlockIsLeftUntried() {
        assertThat(AdminGuide.sql())
                .containsExactlyInAnyOrder(
                        "root",
                        "root-member",
                        "replace",
                        "replaced",
                        "plain",
                        "plain-to-root",
                        "close-public",
                        "close-others",
                        "pooler",
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

    private static String first(int port, Guide guide, Login as, String sql) throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=disable"
                .formatted(guide.server().host(), port, guide.name());
        try (Connection connection = DriverManager.getConnection(url, as.user(), as.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static DatabaseServer open(ServerAccess access) {
        return DatabaseServer.open(access, Optional.empty());
    }
}
