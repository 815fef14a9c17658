package dev.appdb.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.AppliedMigration;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOutcomesTest {
    private static final String V1 = "CREATE TABLE product (id int PRIMARY KEY, name text);";
    private static final String V2 = "ALTER TABLE product ADD price int;";

    @AllPostgres
    void anOlderSourceFindsTheSchemaAheadAndUndoesNothing(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        tenant.run(
                "V1__a.sql",
                V1,
                "V2__b.sql",
                V2,
                "R__v.sql",
                "CREATE OR REPLACE VIEW v AS SELECT 2 AS n;",
                "R__new.sql",
                "SELECT 1;");

        RunResult result = tenant.run(Source.of(
                        "V1__a.sql",
                        V1,
                        "R__v.sql",
                        "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;",
                        "product.csv",
                        "id,name\n1,tea\n")
                .staticData("product.csv")
                .request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.SCHEMA_AHEAD);
        assertThat(result.currentVersion()).isEqualTo("2");
        assertThat(result.targetVersion()).isEqualTo("1");
        assertThat(tenant.query("SELECT n FROM v")).containsExactly("2");
        assertThat(tenant.query("SELECT count(*) FROM product")).containsExactly("0");
        assertThat(tenant.query("SELECT outcome, complete FROM appdb_ledger ORDER BY id"))
                .containsExactly("SUCCEEDED|t", "SCHEMA_AHEAD|t");
    }

    @Test
    void aNewFileBesideAHistoryThatIsAheadIsNotPassedOver() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.run("V1__a.sql", V1, "V3__c.sql", "SELECT 3;");

        RunResult result = tenant.run("V1__a.sql", V1, "V2__b.sql", V2);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().orElseThrow().message())
                .startsWith("version 2 is older than the newest version applied");
    }

    @Test
    void aTargetHoldsLaterVersionsBack() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        Source source = Source.of("V1__a.sql", V1, "V2__b.sql", V2);

        RunResult held = tenant.run(source.with("target", "1").request());
        RunResult all = tenant.run(source.request());
        RunResult below = tenant.run(source.with("target", "1").request());

        assertThat(held.currentVersion()).isEqualTo("1");
        assertThat(held.targetVersion()).isEqualTo("1");
        assertThat(held.pending()).containsExactly("2");
        assertThat(all.currentVersion()).isEqualTo("2");
        assertThat(below.outcome()).isEqualTo(Outcome.SCHEMA_AHEAD);
    }

    @Test
    void skippingWritesARowAndRunsNothing() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.sql("CREATE TABLE made_by_hand (id int)");

        RunResult result =
                tenant.run(Source.of("V1__a.sql", V1).with("skip", true).request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(result.targetVersion()).isEqualTo("1");
        assertThat(result.pending()).containsExactly("1");
        assertThat(tenant.query("SELECT phase, complete, outcome FROM appdb_ledger"))
                .containsExactly("Skipped|t|SKIPPED");
        assertThat(tenant.query("SELECT to_regclass('product')")).containsExactly("null");
    }

    @AllPostgres
    void aScriptOutsideATransactionRunsAgainOnceItsFileIsCorrected(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        String rows = "INSERT INTO product VALUES (1, 'tea'), (2, 'tea');";
        String index = "CREATE UNIQUE INDEX CONCURRENTLY product_name ON product (name);";
        String[] broken = {"V1__a.sql", V1, "V2__rows.sql", rows, "V3__index.sql", index};

        Failure first = tenant.run(broken).failure().orElseThrow();
        Failure unchanged = tenant.run(broken).failure().orElseThrow();
        RunResult corrected = tenant.run(
                "V1__a.sql",
                V1,
                "V2__rows.sql",
                rows,
                "V3__index.sql",
                "DROP INDEX CONCURRENTLY IF EXISTS product_name;\n" + index.replace("UNIQUE ", ""));

        assertThat(first.sqlState()).isEqualTo("23505");
        assertThat(first.hint()).contains("INVALID").contains("a changed file runs again");
        assertThat(first.retryable()).isFalse();
        assertThat(unchanged.message()).contains("version 3 failed half-way in an earlier run");
        assertThat(corrected.failure()).isEmpty();
        assertThat(corrected.currentVersion()).isEqualTo("3");
    }

    @Test
    void aConfFileTakesItsScriptOutOfTheTransaction() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());

        RunResult result = tenant.run(
                "V1__a.sql",
                V1 + "CREATE INDEX i ON product (name);",
                "V2__b.sql",
                "REINDEX INDEX CONCURRENTLY i;",
                "V2__b.sql.conf",
                "executeInTransaction=false");

        assertThat(result.failure()).isEmpty();
    }

    @Test
    void placeholdersAreFilledInAndRowsAreCopied() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        Source source = Source.of("V1__a.sql", V1 + "\nCOPY product (id, name) FROM STDIN;\n1\t${word}\n\\.\n")
                .with("placeholders", java.util.Map.of("word", "tea"));

        assertThat(tenant.run(source.request()).failure()).isEmpty();
        assertThat(tenant.query("SELECT name FROM product")).containsExactly("tea");
    }

    @Test
    void callbacksAndBaselineScriptsRunAsTheEngineHasThem() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());

        RunResult result = tenant.run(
                "B5__all.sql",
                V1,
                "V3__old.sql",
                "SELECT 1/0;",
                "V6__b.sql",
                V2,
                "afterMigrate.sql",
                "INSERT INTO product VALUES (9);",
                "U6__b.sql",
                "SELECT 1/0;");

        assertThat(result.failure()).isEmpty();
        assertThat(result.currentVersion()).isEqualTo("6");
        assertThat(tenant.query("SELECT id FROM product")).containsExactly("9");
    }

    @Test
    void aHistoryThatAnotherToolMadeIsTakenOver() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        Source source = Source.of("V1__a.sql", V1);
        EngineOwnHistory.make(tenant, source.directory());

        RunResult result =
                tenant.run(Source.of("V1__a.sql", V1, "V2__b.sql", V2).request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.applied()).extracting(AppliedMigration::version).containsExactly("2", "1");
        assertThat(tenant.query("SELECT has_table_privilege('%s_app', 'flyway_schema_history', 'INSERT')"
                        .formatted(tenant.schema())))
                .containsExactly("f");
    }

    @Test
    void twoMigrationsWithHistoriesOfTheirOwnShareOneSchema() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.run("V1__a.sql", V1);

        RunResult other = tenant.run(Source.of("V1__other.sql", "CREATE TABLE other (id int);")
                .with("migration", "billing")
                .with("historyTable", "billing_history")
                .request());

        assertThat(other.failure()).isEmpty();
        assertThat(other.applied()).hasSize(1);
        assertThat(tenant.query("SELECT migration, history_table FROM appdb_ledger ORDER BY id"))
                .containsExactly("shop|flyway_schema_history", "billing|billing_history");
    }

    @Test
    void aBaselineMayComeAfterAFirstAttempt() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        Source source = Source.of("V1__a.sql", V1, "V2__b.sql", V2);
        tenant.run("V1__a.sql", "SELECT 1/0;");
        tenant.sql(V1);

        RunResult result = tenant.run(source.with("baselineVersion", "1").request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.currentVersion()).isEqualTo("2");
    }

    @Test
    void aScriptsSettingsDoNotOutliveIt() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());

        RunResult result = tenant.run(Source.of(
                        "V1__a.sql",
                        V1 + "RESET ROLE; SET search_path = pg_catalog; SET statement_timeout = 1;",
                        "product.csv",
                        "id,name\n1,tea\n")
                .staticData("product.csv")
                .request());

        assertThat(result.failure()).isEmpty();
    }

    @Test
    void oneLineTellsOfEachMigration() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        List<String> lines = new ArrayList<>();

        new Runner(lines::add, "")
                .run(
                        Source.of("V1__a.sql", V1, "V2__b.sql", V2, "product.csv", "id\n1\n", "other.csv", "id\n")
                                .staticData("product.csv")
                                .request(),
                        tenant.migrator());

        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).matches("applied V1__a.sql \\(\\d+ ms\\)");
        assertThat(lines.subList(2, 5))
                .containsExactly(
                        "the schema is at version 2",
                        "other.csv is not loaded: no staticData path of the migration names it",
                        "static data product: 1 inserted, 0 updated, 0 unchanged");
    }

    @Test
    void imageAndInputAreKept() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());

        new Runner(line -> {}, "shop@sha256:1")
                .run(Source.of("V1__a.sql", V1).with("image", "shop:1").request(), tenant.migrator());

        assertThat(tenant.query("SELECT run, input, image, image_ref FROM appdb_ledger"))
                .containsExactly("run-1|input-1|shop:1|shop@sha256:1");
    }
}
