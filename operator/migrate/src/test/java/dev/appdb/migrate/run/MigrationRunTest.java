package dev.appdb.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.exchange.AppliedMigration;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestPostgres;

class MigrationRunTest {
    private static final String V1 = "CREATE TABLE product (id int PRIMARY KEY, name text NOT NULL);\n";
    private static final String V2 = "ALTER TABLE product ADD price numeric(10, 2);\n";

    @AllPostgres
    void appliesPendingMigrationsAndSaysWhatIsThere(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        RunResult first = tenant.run("V1__product.sql", V1);
        RunResult second = tenant.run(
                "V1__product.sql",
                V1,
                "V2__price.sql",
                V2,
                "R__view.sql",
                "CREATE OR REPLACE VIEW cheap AS SELECT * FROM product WHERE price < 1;");

        assertThat(first.failure()).isEmpty();
        assertThat(first.currentVersion()).isEqualTo("1");
        assertThat(second.failure()).isEmpty();
        assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(second.currentVersion()).isEqualTo("2");
        assertThat(second.targetVersion()).isEqualTo("2");
        assertThat(second.pending()).isEmpty();
        assertThat(second.applied())
                .extracting(AppliedMigration::file)
                .containsExactly("R__view.sql", "V2__price.sql", "V1__product.sql");
        assertThat(tenant.query("SELECT phase, complete, outcome, current_version FROM appdb_ledger ORDER BY id"))
                .containsExactly("Migrations|t|SUCCEEDED|1", "Migrations|t|SUCCEEDED|2");
        assertThat(tenant.query("SELECT tableowner FROM pg_tables WHERE tablename = 'product'"))
                .containsExactly(tenant.schema());
    }

    @AllPostgres
    void aFailingStatementIsNamedByFileLineStateAndText(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        RunResult result = tenant.run(
                "V1__product.sql",
                V1,
                "db/V2__broken.sql",
                "-- a comment\n\nINSERT INTO product VALUES (1, 'tea');\n\n-- another\nINSERT INTO product\n  (id, nam)\nVALUES (2, 'x');\n");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        Failure failure = result.failure().orElseThrow();
        assertThat(failure.file()).isEqualTo("db/V2__broken.sql");
        assertThat(failure.line()).isEqualTo(7);
        assertThat(failure.version()).isEqualTo("2");
        assertThat(failure.sqlState()).isEqualTo("42703");
        assertThat(failure.message()).contains("column \"nam\" of relation \"product\" does not exist");
        assertThat(failure.statement()).contains("INSERT INTO product");
        assertThat(failure.hint()).isNotEmpty();
        assertThat(failure.retryable()).isFalse();
        assertThat(result.currentVersion()).isEqualTo("1");
        assertThat(result.pending()).containsExactly("2");
        assertThat(tenant.query("SELECT count(*) FROM product")).containsExactly("0");
        assertThat(tenant.query(
                        "SELECT phase, complete, outcome, result->'failure'->>'line' FROM appdb_ledger ORDER BY id"))
                .containsExactly("Migrations|f|FAILED|7");
    }
}
