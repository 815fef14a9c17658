package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A tenant from nothing to nothing-to-do, and what can come between. */
final class TenantLifeTest {

    @AllPostgres
    void aTenantIsMadeAndFoundAgainAsWanted(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);

            assertThat(made.logins()).containsOnlyKeys(Kind.values());
            assertThat(made.login(Kind.APP).orElseThrow().user())
                    .isEqualTo(wanted.names().owner().name() + "_app_a");
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.census("another").tenants()).isEmpty();
        }
    }

    @AllPostgres
    void aSuperuserAsAdminMakesTheSame(TestPostgres server) {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.SUPERUSER);
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            assertThat(database.inspect().missing()).isEmpty();
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void anAdminThatDoesNotInheritMakesTheSame(TestPostgres server) {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.NOINHERIT);
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            assertThat(database.inspect().missing()).isEmpty();
            database.ensure(wanted, Given.ALL);
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @AllPostgres
    void aSecondEnsureSendsReadsOnly(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        ServerLog log = new ServerLog(admin);
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            assertThat(log.statements()).anyMatch(statement -> statement.startsWith("CREATE SCHEMA"));
            log.forget();

            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(log.statements()).hasSize(2).allMatch(statement -> statement.startsWith("WITH tenant"));
        }
    }

    @AllPostgres
    void changedWishesAreFollowed(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Mark mark = Given.mark(Given.cluster(), Given.unique("wish"), "orders");
        Limits limits = new Limits(
                OptionalInt.of(7),
                OptionalInt.of(3),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty());
        Wanted first = Given.wanted(mark);
        Wanted second = Given.wanted(mark, AppAccess.OWNER, false, limits);
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(first, Given.ALL);
            for (Wanted next : List.of(second, first)) {
                assertThat(database.ensure(next, Renewal.none()).changes()).isNotEmpty();
                assertThat(Given.isMet(database, next)).isTrue();
            }
        }
    }

    @Test
    void aPasswordForAKindThatMayNotLogInIsRefused() {
        Wanted wanted = Given.wanted(Given.mark("c", "shop", "orders"), AppAccess.READ_WRITE, false, Limits.none());
        try (DatabaseServer database = Given.open(PostgresServers.newest().createAdmin())) {
            assertThatThrownBy(() -> database.ensure(wanted, Renewal.of(Kind.READONLY)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @AllPostgres
    void aTenantIsMadeWholeOrNotAtAll(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        server.sql(
                admin.database(),
                "CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN RAISE 'power cut' USING ERRCODE = '58000'; END $$",
                "CREATE EVENT TRIGGER fail ON ddl_command_start WHEN TAG IN ('ALTER DEFAULT PRIVILEGES') "
                        + "EXECUTE FUNCTION fail()");
        try (DatabaseServer database = Given.open(admin)) {
            assertThatThrownBy(() -> database.ensure(wanted, Given.ALL))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("ensuring tenant " + wanted.mark().key())
                    .hasMessageContaining("nothing for PUBLIC on later FUNCTIONS: ERROR: power cut")
                    .hasMessageNotContaining("SCRAM-SHA-256");
            String made = "SELECT rolname FROM pg_roles WHERE starts_with(rolname::text, '%s') UNION ALL "
                    + "SELECT nspname FROM pg_namespace WHERE nspname = '%1$s'";
            String name = wanted.names().owner().name();
            assertThat(Given.askSuperuser(server, admin.database(), made.formatted(name)))
                    .isEmpty();

            server.sql(admin.database(), "DROP EVENT TRIGGER fail");
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
        }
    }

    @AllPostgres
    void whoeverComesFirstMakesItAndTheOthersFindIt(TestPostgres server) throws Exception {
        TestAdmin admin = server.createAdmin();
        Wanted same = Given.wanted();
        try (DatabaseServer database = Given.open(admin);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Ensured>> calls = IntStream.range(0, 6)
                    .mapToObj(index -> (Callable<Ensured>) () -> database.ensure(
                            index % 2 == 0
                                    ? same
                                    : Given.wanted(Given.mark(same.mark().cluster(), Given.unique("other"), "orders")),
                            Renewal.none()))
                    .toList();
            for (Future<Ensured> call : pool.invokeAll(calls)) {
                assertThat(call.get()).isNotNull();
            }
            assertThat(database.census(same.mark().cluster()).tenants()).hasSize(4);
            assertThat(Given.isMet(database, same)).isTrue();
            assertThat(Given.askSuperuser(
                            server, admin.database(), "SELECT DISTINCT manager FROM appdb.guard WHERE tenant !~ '[(]'"))
                    .hasSize(1);
        }
    }

    @Test
    void aSchemaAppdbThatWasDroppedIsMadeAgain() {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        String cluster = Given.cluster();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(Given.wanted(Given.mark(cluster, Given.unique("one"), "orders")), Renewal.none());
            admin.server().sql(admin.database(), "DROP SCHEMA appdb CASCADE");
            Wanted next = Given.wanted(Given.mark(cluster, Given.unique("two"), "orders"));
            assertThatThrownBy(() -> database.ensure(next, Renewal.none())).isInstanceOf(ServerException.class);
            database.ensure(next, Renewal.none());
            assertThat(database.census(cluster).tenants()).hasSize(2);
            assertThat(Given.isMet(database, next)).isTrue();
        }
    }

    @Test
    void aTenantInAnotherDatabaseOfTheServerIsNoneHere() {
        TestPostgres server = PostgresServers.newest();
        TestAdmin here = server.createAdmin();
        TestAdmin there = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer first = Given.open(here);
                DatabaseServer second = Given.open(there)) {
            first.ensure(wanted, Renewal.none());
            assertThat(second.census(wanted.mark().cluster()).tenants()).isEmpty();
            assertThatThrownBy(() -> second.ensure(wanted, Renewal.none()))
                    .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(Reason.CONFLICT))
                    .hasMessageContaining("another database");
        }
    }
}
