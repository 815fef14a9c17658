package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A schema that was there before AppDB becomes a tenant's, once a person has seen what that changes. */
final class AdoptionTest {
    /** Whoever owns something in a schema, of whatever sort. */
    private static final String OWNERS = """
            SELECT DISTINCT owner::regrole::text FROM (
              SELECT nspowner AS owner, oid FROM pg_namespace
              UNION ALL SELECT relowner, relnamespace FROM pg_class
              UNION ALL SELECT proowner, pronamespace FROM pg_proc WHERE proname NOT LIKE 'spread%%'
              UNION ALL SELECT typowner, typnamespace FROM pg_type WHERE typname NOT LIKE '%%multirange'
              UNION ALL SELECT oprowner, oprnamespace FROM pg_operator
              UNION ALL SELECT collowner, collnamespace FROM pg_collation
              UNION ALL SELECT conowner, connamespace FROM pg_conversion
              UNION ALL SELECT dictowner, dictnamespace FROM pg_ts_dict
              UNION ALL SELECT cfgowner, cfgnamespace FROM pg_ts_config
              UNION ALL SELECT stxowner, stxnamespace FROM pg_statistic_ext) o
            WHERE oid = '%s'::regnamespace ORDER BY 1""";

    @AllPostgres
    void thePlanTellsEverythingAndChangesNothing(TestPostgres server) throws SQLException {
        Legacy legacy = Legacy.of(server.createAdmin());
        try (DatabaseServer database = Given.open(legacy.admin())) {
            List<String> before = legacy.state();
            Adoption plan = database.planAdoption(legacy.wanted());
            String owner = legacy.wanted().names().owner().name();

            assertThat(plan.changes().getFirst())
                    .contains("ACCESS EXCLUSIVE", "26 objects and schema " + legacy.schema());
            assertThat(plan.changes())
                    .contains(
                            "owner %s instead of %s for schema %s".formatted(owner, legacy.owner(), legacy.schema()),
                            "owner %s instead of %s for table %s.item"
                                    .formatted(owner, legacy.owner(), legacy.schema()),
                            "owner %s instead of %s for table %s.guest"
                                    .formatted(owner, legacy.second(), legacy.schema()),
                            "owner %s instead of %s for function %s.twice(integer)"
                                    .formatted(owner, legacy.owner(), legacy.schema()),
                            "role %s owns nothing here afterwards and loses every right that came with it"
                                    .formatted(legacy.owner()),
                            "view %1$s.wide works on only if %2$s may read table public.%1$s_elsewhere"
                                    .formatted(legacy.schema(), owner),
                            "role " + owner,
                            "role " + owner + "_app_a",
                            "SELECT on existing TABLES for %s_readonly".formatted(owner),
                            "DELETE, INSERT, SELECT, UPDATE on existing TABLES for %s_app".formatted(owner));
            assertThat(plan.stays())
                    .contains(
                            "USAGE on schema %s for %s".formatted(legacy.schema(), legacy.reporting()),
                            "SELECT on table %s.item for %s".formatted(legacy.schema(), legacy.reporting()),
                            "UPDATE on table column %s.item.name for %s".formatted(legacy.schema(), legacy.reporting()),
                            "CREATE, USAGE on schema %s for %s".formatted(legacy.schema(), legacy.second()));
            String multirange =
                    "ownership on type %s.spread_multirange for %s".formatted(legacy.schema(), legacy.owner());
            assertThat(plan.stays().contains(multirange)).isEqualTo(server.version() < 17);
            assertThat(plan).isEqualTo(database.planAdoption(legacy.wanted()));
            assertThat(legacy.state()).isEqualTo(before);
        }
    }

    @AllPostgres
    void afterwardsEverythingIsTheTenantsAndNothingIsLost(TestPostgres server) throws SQLException {
        adoptAndUse(Legacy.of(server.createAdmin()));
    }

    @AllPostgres
    void aSuperuserAsAdminAdoptsTheSame(TestPostgres server) throws SQLException {
        adoptAndUse(Legacy.make(server.createAdmin(TestAdmin.Variant.SUPERUSER)));
    }

    @AllPostgres
    void anAdminThatDoesNotInheritIsToldWhatItNeedsAndThenAdopts(TestPostgres server) throws SQLException {
        Legacy legacy = Legacy.make(server.createAdmin(TestAdmin.Variant.NOINHERIT));
        try (DatabaseServer database = Given.open(legacy.admin())) {
            for (int tries = 0; tries < 2; tries++) {
                try {
                    database.planAdoption(legacy.wanted());
                } catch (ServerException missing) {
                    assertThat(missing.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                    server.sql(legacy.admin().database(), missing.hint());
                }
            }
        }
        adoptAndUse(legacy);
    }

    private static void adoptAndUse(Legacy legacy) throws SQLException {
        TestAdmin admin = legacy.admin();
        Wanted wanted = legacy.wanted();
        String owner = wanted.names().owner().name();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured adopted =
                    database.adopt(wanted, database.planAdoption(wanted).digest());

            assertThat(Given.askSuperuser(admin.server(), admin.database(), OWNERS.formatted(legacy.schema())))
                    .containsExactly(owner);
            assertThat(adopted.changes()).hasSizeGreaterThan(25);
            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.planAdoption(wanted).changes()).isEmpty();

            Login app = adopted.login(Kind.APP).orElseThrow();
            assertThat(Given.ask(app, admin, "SELECT name FROM item ORDER BY id"))
                    .containsExactly("pen", "ink");
            Given.run(app, admin, "INSERT INTO item (name) VALUES ('quill')", "SELECT twice(nextval('numbers')::int)");
            denied(app, admin, "INSERT INTO history VALUES (1)");
            denied(app, admin, "DROP TABLE item");
            Given.run(
                    adopted.login(Kind.MIGRATOR).orElseThrow(),
                    admin,
                    "ALTER TABLE item ADD more int",
                    "ALTER TABLE guest ADD more int",
                    "DROP TABLE \"we\"\"ird; DROP TABLE item\"",
                    "REFRESH MATERIALIZED VIEW counts",
                    "CREATE TABLE later (id int)");
            assertThat(Given.ask(adopted.login(Kind.READONLY).orElseThrow(), admin, "SELECT count FROM counts, later"))
                    .isEmpty();
        }
        String item = "SELECT name FROM %s.item ORDER BY id".formatted(legacy.schema());
        assertThat(Given.ask(legacy.asReporting(), admin, item)).containsExactly("pen", "ink", "quill");
        denied(legacy.asOwner(), admin, item);
        assertThat(Given.askSuperuser(
                        admin.server(),
                        admin.database(),
                        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid "
                                + "WHERE r.rolname = '%s' AND m.member = '%s'::regrole".formatted(owner, admin.user())))
                .containsExactly("0");
    }

    @AllPostgres
    void aPlanThatIsAnotherByNowIsRefusedWithTheNewDigest(TestPostgres server) throws SQLException {
        Legacy legacy = Legacy.of(server.createAdmin());
        try (DatabaseServer database = Given.open(legacy.admin())) {
            String digest = database.planAdoption(legacy.wanted()).digest();
            Given.run(legacy.asOwner(), legacy.admin(), "CREATE TABLE %s.more (id int)".formatted(legacy.schema()));
            List<String> before = legacy.state();

            String newer = database.planAdoption(legacy.wanted()).digest();
            assertThat(newer).isNotEqualTo(digest);
            assertThatThrownBy(() -> database.adopt(legacy.wanted(), digest))
                    .isInstanceOfSatisfying(ServerException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.PLAN_CHANGED))
                    .hasMessageContaining(newer);
            assertThat(legacy.state()).isEqualTo(before);
            database.adopt(legacy.wanted(), newer);
        }
    }

    @Test
    void aRightGivenMeanwhileMakesItAnotherPlanToo() throws SQLException {
        Legacy legacy = Legacy.of(PostgresServers.newest().createAdmin());
        try (DatabaseServer database = Given.open(legacy.admin())) {
            String digest = database.planAdoption(legacy.wanted()).digest();
            Given.run(
                    legacy.asOwner(),
                    legacy.admin(),
                    "GRANT DELETE ON %s.item TO %s".formatted(legacy.schema(), legacy.reporting()));
            assertThat(database.planAdoption(legacy.wanted()).digest()).isNotEqualTo(digest);
        }
    }

    @AllPostgres
    void itIsAllOrNothing(TestPostgres server) throws SQLException {
        Legacy legacy = Legacy.of(server.createAdmin());
        String database = legacy.admin().database();
        server.sql(
                database,
                "CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN RAISE 'power cut' USING ERRCODE = '58000'; END $$",
                "CREATE EVENT TRIGGER fail ON ddl_command_start WHEN TAG IN ('ALTER DEFAULT PRIVILEGES') "
                        + "EXECUTE FUNCTION fail()");
        try (DatabaseServer open = Given.open(legacy.admin())) {
            List<String> before = legacy.state();
            String digest = open.planAdoption(legacy.wanted()).digest();
            assertThatThrownBy(() -> open.adopt(legacy.wanted(), digest))
                    .hasMessageContaining("adopting schema " + legacy.schema())
                    .hasMessageContaining("power cut");
            assertThat(legacy.state()).isEqualTo(before);

            server.sql(database, "DROP EVENT TRIGGER fail");
            assertThat(open.adopt(legacy.wanted(), digest).logins()).hasSize(3);
        }
    }

    @Test
    void itWaitsForWhoeverUsesATable() throws Exception {
        Legacy legacy = Legacy.of(PostgresServers.newest().createAdmin());
        try (DatabaseServer database = Given.open(legacy.admin());
                Connection reader = Given.as(legacy.asReporting(), legacy.admin());
                Statement statement = reader.createStatement();
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            String digest = database.planAdoption(legacy.wanted()).digest();
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM %s.item".formatted(legacy.schema()));
            Future<Ensured> adopted = other.submit(() -> database.adopt(legacy.wanted(), digest));
            Awaitility.await().until(() -> !Given.askSuperuser(
                            legacy.admin().server(),
                            legacy.admin().database(),
                            "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' "
                                    + "AND relation = '%s.item'::regclass".formatted(legacy.schema()))
                    .isEmpty());
            reader.rollback();
            assertThat(adopted.get().logins()).hasSize(3);
        }
    }

    private static void denied(Login login, TestAdmin admin, String sql) {
        assertThatThrownBy(() -> Given.run(login, admin, sql))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .as(refused.getMessage())
                        .isEqualTo("42501"));
    }
}
