package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What somebody changed by hand is found, repaired and named. */
final class DriftTest {
    private static final Limits FIVE =
            new Limits(OptionalInt.of(5), OptionalInt.of(2), Optional.empty(), Optional.empty(), Optional.empty());

    /** %s is the tenant's name; what the repair is called stands beside. */
    private static final Map<String, String> ACCIDENTS = new LinkedHashMap<>();

    static {
        ACCIDENTS.put("REVOKE USAGE ON SCHEMA %1$s FROM %1$s_app", "USAGE on schema %1$s for %1$s_app");
        ACCIDENTS.put("GRANT CREATE ON SCHEMA %1$s TO PUBLIC", "nothing for PUBLIC on schema %1$s");
        // from 16 on a grant is its grantor's to take back, a superuser's REVOKE would find none
        ACCIDENTS.put(
                "SET ROLE %2$s; REVOKE %1$s_app FROM %1$s_app_a; RESET ROLE", "membership of %1$s_app_a in %1$s_app");
        ACCIDENTS.put("ALTER ROLE %1$s_app_a RESET role", "role = %1$s_app of %1$s_app_a");
        ACCIDENTS.put("ALTER ROLE %1$s_app_b SET search_path = public", "search_path = \"%1$s\" of %1$s_app_b");
        ACCIDENTS.put("ALTER ROLE %1$s_app_a SET statement_timeout = 1", "no statement_timeout of %1$s_app_a");
        ACCIDENTS.put("ALTER ROLE %1$s_app_a CONNECTION LIMIT 50", "CONNECTION LIMIT 5 of %1$s_app_a");
        ACCIDENTS.put("ALTER ROLE %1$s_migrator_a CONNECTION LIMIT -1", "CONNECTION LIMIT 2 of %1$s_migrator_a");
        ACCIDENTS.put("ALTER ROLE %1$s_migrator_a NOLOGIN", "LOGIN of %1$s_migrator_a");
        ACCIDENTS.put("ALTER ROLE %1$s_app_a LOGIN", "NOLOGIN of %1$s_app_a");
        ACCIDENTS.put(
                "ALTER ROLE %1$s_app_b IN DATABASE %3$s SET role = 'none'", "no role of %1$s_app_b in database %3$s");
        ACCIDENTS.put(
                "ALTER ROLE %1$s_readonly_a IN DATABASE %3$s SET lock_timeout = 1",
                "no lock_timeout of %1$s_readonly_a in database %3$s");
        ACCIDENTS.put("ALTER ROLE %1$s LOGIN", "NOLOGIN of %1$s");
        ACCIDENTS.put("DROP ROLE %1$s_readonly_b", "role %1$s_readonly_b");
        ACCIDENTS.put(
                "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s IN SCHEMA %1$s REVOKE SELECT ON TABLES FROM %1$s_readonly",
                "SELECT on later TABLES for %1$s_readonly");
        ACCIDENTS.put(
                "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
                "nothing for PUBLIC on later FUNCTIONS");
    }

    @AllPostgres
    void everyAccidentIsFoundRepairedAndNamed(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Mark mark = Given.mark(Given.cluster(), Given.unique("drift").replace("-", ""), "orders");
        Wanted wanted = Given.withOverlap(Given.wanted(mark, AppAccess.READ_WRITE, true, FIVE), Duration.ZERO);
        String name = wanted.names().owner().name();
        Identifier manager = new Identifier(ManagerNames.prefix(mark.cluster()) + 1);
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            // app_a is retired from here on
            database.ensure(wanted, Renewal.of(Kind.APP));
            ACCIDENTS.forEach((accident, repair) -> {
                server.sql(admin.database(), accident.formatted(name, manager, admin.database()));
                assertThat(Given.isMet(database, wanted)).as(accident).isFalse();

                Ensured repaired = database.ensure(wanted, Renewal.none());
                assertThat(repaired.changes())
                        .extracting(Change::summary)
                        .as(accident)
                        .contains(repair.formatted(name, manager, admin.database()));
                assertThat(Given.isMet(database, wanted)).as(accident).isTrue();
                assertThat(database.ensure(wanted, Renewal.none())).as(accident).isEqualTo(Ensured.NOTHING);
            });
        }
    }

    @AllPostgres
    void tablesMadeWhileADefaultGrantWasMissingAreSeenAfterwards(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            Login migrator = made.login(Kind.MIGRATOR).orElseThrow();
            Login app = made.login(Kind.APP).orElseThrow();
            server.sql(
                    admin.database(),
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s IN SCHEMA %1$s REVOKE ALL ON TABLES FROM %2$s"
                            .formatted(wanted.names().owner(), wanted.names().kindRole(Kind.APP)));
            Given.run(
                    migrator,
                    admin,
                    "CREATE TABLE item (id int)",
                    "CREATE TABLE secret (id int)",
                    "GRANT INSERT ON secret TO " + wanted.names().kindRole(Kind.APP),
                    "CREATE TABLE appdb_ledger (id int)",
                    "CREATE TABLE history (installed_rank int, script text, checksum int)");

            database.ensure(wanted, Renewal.none());

            String privileges = "SELECT table_name || ' ' || string_agg(privilege_type, ' ' ORDER BY privilege_type) "
                    + "FROM information_schema.table_privileges WHERE grantee = '%s' GROUP BY table_name";
            assertThat(Given.ask(
                            app,
                            admin,
                            privileges.formatted(
                                    wanted.names().kindRole(Kind.APP).name())))
                    .containsExactlyInAnyOrder(
                            "item DELETE INSERT SELECT UPDATE",
                            "secret INSERT",
                            "appdb_ledger SELECT",
                            "history SELECT");
        }
    }

    @AllPostgres
    void whatAnAdminOrTheTenantAddsIsLeftAlone(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        Identifier owner = wanted.names().owner();
        Identifier app = wanted.names().kindRole(Kind.APP);
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            server.sql(
                    admin.database(),
                    "GRANT pg_monitor TO " + wanted.names().login(Kind.APP, 'a'),
                    "ALTER ROLE %s SET work_mem = '64MB'"
                            .formatted(wanted.names().login(Kind.APP, 'a')),
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s IN SCHEMA %1$s GRANT TRUNCATE ON TABLES TO %2$s"
                            .formatted(owner, app),
                    "GRANT USAGE ON SCHEMA %s TO pg_monitor".formatted(owner));
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void aKindRoleThatIsMadeAgainHasItsRightsOnWhatIsThere(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        Identifier kind = wanted.names().kindRole(Kind.APP);
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            Login app = made.login(Kind.APP).orElseThrow();
            Given.run(
                    made.login(Kind.MIGRATOR).orElseThrow(),
                    admin,
                    "CREATE TABLE item (id serial, name text)",
                    "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'",
                    "CREATE VIEW items AS SELECT name FROM item");
            server.sql(admin.database(), "DROP OWNED BY " + kind, "DROP ROLE " + kind);
            assertThat(Given.isMet(database, wanted)).isFalse();

            Ensured repaired = database.ensure(wanted, Renewal.none().keeping(new Identifier(app.user())));
            assertThat(repaired.logins()).isEmpty();
            assertThat(Given.isMet(database, wanted)).isTrue();
            Given.run(app, admin, "INSERT INTO item (name) VALUES ('pen')");
            assertThat(Given.ask(app, admin, "SELECT name || twice(id) FROM item JOIN items USING (name)"))
                    .containsExactly("pen2");
        }
    }

    @AllPostgres
    void whatOnlyASuperuserCanTakeBackIsSaid(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            server.sql(
                    admin.database(),
                    "GRANT %s TO %s"
                            .formatted(wanted.names().owner(), wanted.names().login(Kind.APP, 'a')));
            if (server.version() < 16) {
                database.ensure(wanted, Renewal.none());
            } else {
                assertThatThrownBy(() -> database.ensure(wanted, Renewal.none()))
                        .isInstanceOfSatisfying(ServerException.class, failure -> {
                            assertThat(failure.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                            runHint(server, admin, failure);
                        });
            }
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    /** A hint's SQL has to work as it stands. */
    static void runHint(TestPostgres server, TestAdmin admin, ServerException failure) {
        String sql = failure.hint()
                .lines()
                .map(line -> line.replaceFirst("^.*: (?=[A-Z]+ )", ""))
                .collect(Collectors.joining());
        server.sql(admin.database(), sql);
    }
}
