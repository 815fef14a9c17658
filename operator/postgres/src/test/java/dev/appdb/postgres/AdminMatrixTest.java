package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The roads of a tenant, with every admin on every version: what can be made can be changed, repaired and renewed. */
final class AdminMatrixTest {
    private static final Limits LIMITS = new Limits(
            OptionalInt.of(7),
            OptionalInt.of(3),
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty(),
            Optional.empty());

    /** {@code %s} is the tenant's name. */
    private static final List<String> ACCIDENTS = List.of(
            "REVOKE ALL ON SCHEMA %1$s FROM %1$s_app",
            "ALTER ROLE %1$s_app_a RESET role",
            "ALTER ROLE %1$s_readonly_a NOLOGIN",
            "ALTER ROLE %1$s LOGIN CONNECTION LIMIT 3",
            "DROP ROLE %1$s_readonly_b",
            "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s IN SCHEMA %1$s REVOKE ALL ON TABLES FROM %1$s_readonly",
            "COMMENT ON ROLE %1$s_app_b IS NULL");

    static Stream<Arguments> everyAdminOnEveryVersion() {
        return PostgresServers.versions().stream()
                .flatMap(version -> Stream.of(AdminForm.values()).map(form -> Arguments.of(version, form)));
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("everyAdminOnEveryVersion")
    void aTenantIsMadeUsedChangedRepairedAndRenewed(int version, AdminForm form) throws SQLException {
        TestPostgres server = PostgresServers.version(version);
        ServerAccess admin = form.on(server);
        Mark mark = Given.mark(Given.cluster(), Given.unique("matrix").replace("-", ""), "orders");
        Wanted wanted = Given.wanted(mark);
        try (DatabaseServer database = DatabaseServer.open(admin, Optional.empty())) {
            assertThat(database.inspect().missing()).isEmpty();

            Ensured made = database.ensure(wanted, Given.ALL);
            met(database, wanted);
            use(admin, made);

            Wanted changed = Given.wanted(mark, AppAccess.OWNER, false, LIMITS);
            for (Wanted next : List.of(changed, wanted)) {
                assertThat(database.ensure(next, Renewal.none()).changes()).isNotEmpty();
                met(database, next);
            }

            for (String accident : ACCIDENTS) {
                server.sql(
                        admin.url().database(),
                        accident.formatted(mark.names().owner().name()));
                assertThat(Given.isMet(database, wanted)).as(accident).isFalse();
            }
            Ensured repaired = database.ensure(wanted, Renewal.none());
            assertThat(repaired.logins()).containsOnlyKeys(Kind.READONLY);
            met(database, wanted);

            Ensured renewed = database.ensure(wanted, Given.ALL);
            assertThat(renewed.logins()).hasSize(3);
            met(database, wanted);
            for (Kind kind : Kind.values()) {
                Login before = repaired.login(kind).orElse(login(made, kind));
                assertThat(login(renewed, kind).user()).isNotEqualTo(before.user());
                assertThat(database.accepts(login(renewed, kind))).isTrue();
            }
            assertThat(ask(admin, login(renewed, Kind.READONLY), "SELECT name FROM item"))
                    .isEqualTo("pen");
        }
    }

    private static void met(DatabaseServer database, Wanted wanted) {
        assertThat(Given.isMet(database, wanted)).isTrue();
        assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
    }

    /** Each login does what it is there for, and nothing beyond. */
    private static void use(ServerAccess admin, Ensured made) throws SQLException {
        Login migrator = login(made, Kind.MIGRATOR);
        run(admin, migrator, "CREATE TABLE item (name text)");
        run(admin, login(made, Kind.APP), "INSERT INTO item VALUES ('pen')");
        assertThat(ask(admin, login(made, Kind.READONLY), "SELECT name FROM item"))
                .isEqualTo("pen");
        denied(admin, login(made, Kind.APP), "CREATE TABLE mine (id int)");
        denied(admin, login(made, Kind.READONLY), "DELETE FROM item");
        for (Kind kind : Kind.values()) {
            denied(admin, login(made, kind), "CREATE ROLE mine");
            denied(admin, login(made, kind), "SELECT * FROM appdb.guard");
            denied(admin, login(made, kind), "SET ROLE " + admin.admin());
        }
    }

    private static Login login(Ensured made, Kind kind) {
        return made.login(kind).orElseThrow();
    }

    private static void denied(ServerAccess admin, Login login, String sql) {
        assertThatThrownBy(() -> run(admin, login, sql))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .as(refused.getMessage())
                        .isEqualTo("42501"));
    }

    private static void run(ServerAccess admin, Login login, String sql) throws SQLException {
        try (Connection connection = connect(admin, login);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(ServerAccess admin, Login login, String sql) throws SQLException {
        try (Connection connection = connect(admin, login);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(ServerAccess admin, Login login) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s?sslmode=disable"
                        .formatted(
                                admin.url().host(),
                                admin.url().port(),
                                admin.url().database()),
                properties);
    }
}
