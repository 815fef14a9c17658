package dev.appdb.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TenantSession;
import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Others at work on the same server: what heals by itself is retryable, and says who is in the way. */
class InterferenceTest {
    private static final String V1 = "CREATE TABLE product (id int PRIMARY KEY);";

    private final TestTenant tenant = TestTenant.on(PostgresServers.newest());

    @Test
    void aSquatterOnTheLockIsNamedAfterABoundedWait() throws SQLException {
        long key = 0x46_6C79_7761_79L
                + "\"%s\".\"flyway_schema_history\"".formatted(tenant.schema()).hashCode();
        List<String> lines = new ArrayList<>();
        try (Connection squatter = TenantSession.working("squatter", Map.of()).open(tenant.app())) {
            squatter.createStatement().execute("SELECT pg_advisory_lock(" + key + ")");

            RunResult result = new Runner(lines::add, "", Duration.ofMillis(500))
                    .run(Source.of("V1__a.sql", V1).request(), tenant.migrator());

            Failure failure = result.failure().orElseThrow();
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.message())
                    .matches(
                            "waited 0 s for the lock on the history .*, held by pid \\d+, user %s, application 'squatter'"
                                    .formatted(tenant.app().user()));
            assertThat(lines).first().asString().startsWith("waits for the lock on the history");
        }
        assertThat(tenant.run("V1__a.sql", V1).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void manyRunsAtOnceApplyEachMigrationOnce() {
        Source source =
                Source.of("V1__a.sql", V1 + "SELECT pg_sleep(0.2);", "V2__b.sql", "INSERT INTO product VALUES (1);");

        List<CompletableFuture<RunResult>> runs = IntStream.range(0, 4)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> tenant.run(source.request())))
                .toList();

        assertThat(runs).allSatisfy(run -> assertThat(run.join().failure()).isEmpty());
        assertThat(tenant.query("SELECT count(*) FROM flyway_schema_history")).containsExactly("2");
    }

    @Test
    void runsOnHistoriesOfTheirOwnMayStartAtOnce() {
        List<CompletableFuture<RunResult>> runs = IntStream.range(0, 4)
                .mapToObj(n -> Source.of("V1__a.sql", "CREATE TABLE t%d (id int);".formatted(n))
                        .with("historyTable", "history_" + n))
                .map(source -> CompletableFuture.supplyAsync(
                        () -> tenant.run(source.with("baselineVersion", "0").request())))
                .toList();

        assertThat(runs).allSatisfy(run -> assertThat(run.join().failure()).isEmpty());
    }

    @Test
    void aLockThatAnotherSessionHoldsIsTriedAgain() throws SQLException {
        tenant.run("V1__a.sql", V1);
        try (Connection app = TenantSession.working("app", Map.of()).open(tenant.app())) {
            app.setAutoCommit(false);
            app.createStatement().execute("SELECT * FROM product");

            Failure failure = tenant.run(Source.of("V1__a.sql", V1, "V2__b.sql", "ALTER TABLE product ADD name text;")
                            .with("lockTimeout", "200ms")
                            .request())
                    .failure()
                    .orElseThrow();

            assertThat(failure.sqlState()).isEqualTo("55P03");
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.file()).isEqualTo("V2__b.sql");
        }
    }

    @Test
    void aStatementThatTakesTooLongNeedsAPerson() {
        Failure failure = tenant.run(Source.of("V1__a.sql", "SELECT pg_sleep(10);")
                        .with("statementTimeout", "100ms")
                        .request())
                .failure()
                .orElseThrow();

        assertThat(failure.sqlState()).isEqualTo("57014");
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.hint()).contains("execution.statementTimeout");
    }

    @Test
    void aStoppedRunCancelsItsStatementAndLeavesNoLock() {
        Runner runner = new Runner();
        CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() ->
                runner.run(Source.of("V1__a.sql", V1 + "SELECT pg_sleep(60);").request(), tenant.migrator()));
        tenant.awaitSleepingRun();

        runner.stop();

        assertThat(run.join().failure()).contains(Cancellation.STOPPED);
        assertThat(tenant.query("SELECT outcome FROM appdb_ledger")).containsExactly("FAILED");
        assertThat(tenant.run("V1__a.sql", V1).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aSessionThatAnAdminEndsIsTriedAgain() {
        CompletableFuture<RunResult> run =
                CompletableFuture.supplyAsync(() -> tenant.run("V1__a.sql", V1 + "SELECT pg_sleep(60);"));
        tenant.awaitSleepingRun();

        tenant.asSuperuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
                .formatted(tenant.migrator().user()));

        assertThat(run.join().failure().orElseThrow().retryable()).isTrue();
        assertThat(run.join().failure().orElseThrow().sqlState()).isIn("57P01", "08006");
    }

    @Test
    void tooManyConnectionsAreTriedAgainAndAWrongPasswordIsNot() {
        tenant.asSuperuser(
                "ALTER ROLE %s CONNECTION LIMIT 0".formatted(tenant.migrator().user()));
        Failure full = tenant.run("V1__a.sql", V1).failure().orElseThrow();
        tenant.asSuperuser("ALTER ROLE %s CONNECTION LIMIT -1 PASSWORD 'other'"
                .formatted(tenant.migrator().user()));
        Failure refused = tenant.run("V1__a.sql", V1).failure().orElseThrow();

        assertThat(full.sqlState()).isEqualTo("53300");
        assertThat(full.retryable()).isTrue();
        assertThat(refused.sqlState()).isEqualTo("28P01");
        assertThat(refused.retryable()).isFalse();
        assertThat(refused.message()).doesNotContain(tenant.migrator().password());
    }

    @Test
    void aServerThatIsAwayIsTriedAgain() {
        TenantConnection away = new TenantConnection("127.0.0.1", 1, "db", "u", "p", "s", Map.of());

        Failure failure = new Runner()
                .run(Source.of("V1__a.sql", V1).request(), away)
                .failure()
                .orElseThrow();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.message()).startsWith("connecting as u@127.0.0.1:1/db, schema s");
    }

    @Test
    void aServerThatDiesUnderARunIsTriedAgain() {
        try (TestPostgres server =
                PostgresServers.start(PostgresServers.versions().getLast())) {
            TestTenant doomed = TestTenant.on(server);
            CompletableFuture<RunResult> run =
                    CompletableFuture.supplyAsync(() -> doomed.run("V1__a.sql", V1 + "SELECT pg_sleep(60);"));
            doomed.awaitSleepingRun();

            server.kill();

            assertThat(run.join().failure().orElseThrow().retryable()).isTrue();
            server.start();
            assertThat(doomed.run("V1__a.sql", V1).outcome()).isEqualTo(Outcome.SUCCEEDED);
        }
    }
}
