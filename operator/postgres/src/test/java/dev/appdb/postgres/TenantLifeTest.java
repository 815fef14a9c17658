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
import java.util.Set;
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
        Tenant wanted = Given.tenant();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);

            assertThat(made.logins()).containsOnlyKeys(Kind.values());
            assertThat(made.login(Kind.APP).orElseThrow().user())
                    .isEqualTo(wanted.names().owner().name() + "_app_a");
            assertThat(database.tenants(wanted.mark().cluster())).containsExactly(wanted);
            assertThat(database.tenants("another")).isEmpty();
        }
    }

    @AllPostgres
    void aSuperuserAsAdminMakesTheSame(TestPostgres server) {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.SUPERUSER);
        Tenant wanted = Given.tenant();
        try (DatabaseServer database = Given.open(admin)) {
            assertThat(database.inspect().missing()).isEmpty();
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
            assertThat(database.tenants(wanted.mark().cluster())).containsExactly(wanted);
            assertThat(database.ensure(wanted, Set.of())).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void anAdminThatDoesNotInheritMakesTheSame(TestPostgres server) {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.NOINHERIT);
        Tenant wanted = Given.tenant();
        try (DatabaseServer database = Given.open(admin)) {
            assertThat(database.inspect().missing()).isEmpty();
            database.ensure(wanted, Given.ALL);
            assertThat(database.tenants(wanted.mark().cluster())).containsExactly(wanted);
        }
    }

    @AllPostgres
    void aSecondEnsureSendsReadsOnly(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        ServerLog log = new ServerLog(admin);
        Tenant wanted = Given.tenant();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            assertThat(log.statements()).anyMatch(statement -> statement.startsWith("CREATE SCHEMA"));
            log.forget();

            assertThat(database.ensure(wanted, Set.of())).isEqualTo(Ensured.NOTHING);
            assertThat(database.tenants(wanted.mark().cluster())).hasSize(1);
            assertThat(log.statements()).hasSize(2).allMatch(statement -> statement.startsWith("WITH tenant"));
        }
    }

    @AllPostgres
    void changedWishesAreFollowed(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Mark mark = Given.mark(Given.cluster(), Given.unique("wish"), "orders");
        Limits limits = new Limits(
                OptionalInt.of(7),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty());
        Tenant first = Given.tenant(mark);
        Tenant second = Tenant.wanted(mark, AppAccess.OWNER, false, limits, Optional.empty());
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(first, Given.ALL);
            for (Tenant next : List.of(second, first)) {
                assertThat(database.ensure(next, Set.of()).changes()).isNotEmpty();
                assertThat(database.tenants(mark.cluster())).containsExactly(next);
            }
        }
    }

    @Test
    void aPasswordForAKindThatMayNotLogInIsRefused() {
        Tenant wanted = Tenant.wanted(
                Given.mark("c", "shop", "orders"), AppAccess.READ_WRITE, false, Limits.none(), Optional.empty());
        try (DatabaseServer database = Given.open(PostgresServers.newest().createAdmin())) {
            assertThatThrownBy(() -> database.ensure(wanted, Set.of(Kind.READONLY)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @AllPostgres
    void aTenantIsMadeWholeOrNotAtAll(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Tenant wanted = Given.tenant();
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
        Tenant same = Given.tenant();
        try (DatabaseServer database = Given.open(admin);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Ensured>> calls = IntStream.range(0, 6)
                    .mapToObj(index -> (Callable<Ensured>) () -> database.ensure(
                            index % 2 == 0
                                    ? same
                                    : Given.tenant(Given.mark(same.mark().cluster(), Given.unique("other"), "orders")),
                            Set.of()))
                    .toList();
            for (Future<Ensured> call : pool.invokeAll(calls)) {
                assertThat(call.get()).isNotNull();
            }
            assertThat(database.tenants(same.mark().cluster())).hasSize(4).contains(same);
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
            database.ensure(Given.tenant(Given.mark(cluster, Given.unique("one"), "orders")), Set.of());
            admin.server().sql(admin.database(), "DROP SCHEMA appdb CASCADE");
            Tenant next = Given.tenant(Given.mark(cluster, Given.unique("two"), "orders"));
            assertThatThrownBy(() -> database.ensure(next, Set.of())).isInstanceOf(ServerException.class);
            database.ensure(next, Set.of());
            assertThat(database.tenants(cluster)).hasSize(2).contains(next);
        }
    }

    @Test
    void aTenantInAnotherDatabaseOfTheServerIsNoneHere() {
        TestPostgres server = PostgresServers.newest();
        TestAdmin here = server.createAdmin();
        TestAdmin there = server.createAdmin();
        Tenant wanted = Given.tenant();
        try (DatabaseServer first = Given.open(here);
                DatabaseServer second = Given.open(there)) {
            first.ensure(wanted, Set.of());
            assertThat(second.tenants(wanted.mark().cluster())).isEmpty();
            assertThatThrownBy(() -> second.ensure(wanted, Set.of()))
                    .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(Reason.CONFLICT))
                    .hasMessageContaining("another database");
        }
    }
}
