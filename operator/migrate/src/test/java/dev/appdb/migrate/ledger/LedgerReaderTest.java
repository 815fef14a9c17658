package dev.appdb.migrate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TenantSession;
import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerReaderTest {
    private final LedgerReader reader = new LedgerReader();

    @AllPostgres
    void findsTheLastRowThatEndedARun(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        Source source = Source.of("V1__a.sql", "CREATE TABLE t (id int PRIMARY KEY);", "t.csv", "id\n1\n")
                .staticData("t.csv");

        assertThat(reader.lastComplete(tenant.app(), "shop")).isEmpty();
        tenant.run(source.request());
        tenant.run(Source.of("V1__a.sql", "SELECT 1;")
                .with("run", "run-2")
                .with("input", "input-2")
                .request());

        LedgerRow last = reader.lastComplete(tenant.app(), "shop").orElseThrow();
        LedgerRow failed = reader.ofRun(tenant.readonly(), "run-2").orElseThrow();
        assertThat(last.input()).isEqualTo("input-1");
        assertThat(last.phase()).isEqualTo("StaticData");
        assertThat(last.complete()).isTrue();
        assertThat(last.result().staticData()).hasSize(1);
        assertThat(last.result().applied()).hasSize(1);
        assertThat(last.sourceDigest()).startsWith("sha256:");
        assertThat(last.finishedAt()).isBeforeOrEqualTo(java.time.Instant.now().plusSeconds(5));
        assertThat(failed.result().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.result().failure()).isPresent();
        assertThat(failed.complete()).isFalse();
        assertThat(reader.lastComplete(tenant.app(), "billing")).isEmpty();
    }

    @AllPostgres
    void nothingOfAViewInItsPlaceIsRun(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        tenant.sql(
                "CREATE TABLE trace (who text)",
                "GRANT INSERT ON trace TO PUBLIC",
                "CREATE FUNCTION spy() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO trace VALUES (session_user); PERFORM pg_sleep(60); RETURN 'x'; END $$",
                "CREATE VIEW appdb_ledger AS SELECT 1::bigint AS id, spy() AS migration, spy() AS run, spy() AS input, true AS complete");

        assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop"))
                .asInstanceOf(type(LedgerException.class))
                .satisfies(e -> assertThat(e.retryable()).isFalse())
                .satisfies(e -> assertThat(e.reason()).contains("is not the ledger that AppDB keeps"));
        assertThat(tenant.query("SELECT count(*) FROM trace")).containsExactly("0");
    }

    @Test
    void aPolicyOnTheLedgerIsNotRunEither() {
        TestTenant tenant = ran();
        tenant.sql(
                "CREATE POLICY p ON appdb_ledger USING (pg_sleep(60) IS NULL)",
                "ALTER TABLE appdb_ledger ENABLE ROW LEVEL SECURITY");

        assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop")).hasMessageContaining("is not the ledger");
    }

    @Test
    void anIndexOverTheTenantsCodeIsNotPlannedWith() {
        TestTenant tenant = ran();
        tenant.sql(
                "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN IF session_user LIKE '%_app_a' THEN RAISE 'ran'; END IF; RETURN 1; END $$",
                "CREATE INDEX ON appdb_ledger ((id + slow(1)))");

        assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop")).hasMessageContaining("is not the ledger");
    }

    @Test
    void anotherTableInItsPlaceIsToldApart() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.sql("CREATE TABLE appdb_ledger (id int)");

        assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop")).hasMessageContaining("is not the ledger");
        assertThat(tenant.run("V1__a.sql", "SELECT 1;").failure().orElseThrow().message())
                .contains("appdb_ledger\" is not the ledger that AppDB keeps");
    }

    @Test
    void aHugeRowIsNotSwallowed() {
        TestTenant tenant = ran();
        tenant.sql("UPDATE appdb_ledger SET result = jsonb_build_object('x', repeat('y', 200000000))");

        assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop"))
                .asInstanceOf(type(LedgerException.class))
                .satisfies(e -> assertThat(e.reason()).contains("larger than"));
    }

    @Test
    void aLongTextIsCut() {
        TestTenant tenant = ran();
        tenant.sql("UPDATE appdb_ledger SET input = repeat('y', 50000000)");

        assertThat(reader.lastComplete(tenant.app(), "shop").orElseThrow().input())
                .hasSize(4096);
    }

    @Test
    void aTableThatTheTenantHoldsLockedIsAskedAgainLater() throws SQLException {
        TestTenant tenant = ran();
        try (Connection holder = TenantSession.working("holder", Map.of()).open(tenant.migrator())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE appdb_ledger");

            long start = System.nanoTime();
            assertThatThrownBy(() -> reader.lastComplete(tenant.app(), "shop"))
                    .asInstanceOf(type(LedgerException.class))
                    .satisfies(e -> assertThat(e.retryable()).isTrue());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void aServerThatIsAwayIsAskedAgainAndNoPasswordIsTold() {
        TenantConnection away = new TenantConnection("127.0.0.1", 1, "db", "u", "hunter2", "s", Map.of());

        assertThatThrownBy(() -> reader.lastComplete(away, "shop"))
                .asInstanceOf(type(LedgerException.class))
                .satisfies(e -> assertThat(e.retryable()).isTrue())
                .satisfies(e -> assertThat(e.reason()).doesNotContain("hunter2"));
        assertThat(away.toString()).doesNotContain("hunter2");
    }

    @Test
    void settingsThatATenantGaveItsLoginDoNotMatter() {
        TestTenant tenant = ran();
        tenant.sql(
                "CREATE FUNCTION \"left\"(text, int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'ran'; END $$",
                "CREATE FUNCTION octet_length(text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE 'ran'; END $$");
        tenant.asSuperuser("ALTER ROLE %s SET search_path = %s, pg_catalog"
                .formatted(tenant.app().user(), tenant.schema()));

        assertThat(reader.lastComplete(tenant.app(), "shop")).isPresent();
    }

    private static TestTenant ran() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.run("V1__a.sql", "SELECT 1;");
        return tenant;
    }
}
