package dev.appdb.migrate.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.AppliedMigration;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.PostgresServers;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What people get wrong: each is a failure that says where and what to do, and each heals by correcting the source. */
class BadSourceTest {
    private static final String V1 = "CREATE TABLE product (id int PRIMARY KEY);";

    private final TestTenant tenant = TestTenant.on(PostgresServers.newest());

    @Test
    void anEditedMigrationIsToBeRestored() {
        tenant.run("V1__product.sql", V1);

        Failure failure = failure("V1__product.sql", V1 + " SELECT 1;");

        assertThat(failure.message()).isEqualTo("version 1 was applied already, and its file has been edited since");
        assertThat(failure.file()).isEqualTo("V1__product.sql");
        assertThat(failure.version()).isEqualTo("1");
        assertThat(failure.hint()).contains("Restore the file");
        assertThat(tenant.run("V1__product.sql", V1).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aRenamedMigrationIsToGetItsNameBack() {
        tenant.run("V1__product.sql", V1);

        assertThat(failure("V1__products.sql", V1).message())
                .isEqualTo("version 1 was applied as 'product', and its file has been renamed since");
    }

    @Test
    void anAppliedMigrationThatIsMissingIsToBePutBack() {
        tenant.run("V1__product.sql", V1, "V2__x.sql", "SELECT 1;");

        Failure failure = failure("V2__x.sql", "SELECT 1;");

        assertThat(failure.message())
                .isEqualTo("version 1 (product) was applied, and its file is missing from the source");
    }

    @Test
    void twoFilesOfOneVersionAreBothNamed() {
        Failure failure = failure("V1__product.sql", V1, "more/V1.0__other.sql", "SELECT 1;");

        assertThat(failure.message()).isEqualTo("V1__product.sql and more/V1.0__other.sql both have version 1.0");
        assertThat(failure.file()).isEqualTo("more/V1.0__other.sql");
    }

    @Test
    void twoRepeatablesOfOneNameAreBothNamed() {
        assertThat(failure("a/R__v.sql", "SELECT 1;", "b/R__v.sql", "SELECT 2;").message())
                .isEqualTo("a/R__v.sql and b/R__v.sql both have the repeatable name 'v'");
    }

    @Test
    void anEmptySourceIsNoSuccess() {
        assertThat(failure().message()).startsWith("the source has no migration");
        assertThat(failure("README.yaml", "a: b").message()).startsWith("the source has no migration");
        assertThat(failure("beforeMigrate.sql", "SELECT 1").message()).startsWith("the source has no migration");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        RunResult result = tenant.run(RunRequest.fromJson("{\"migration\":\"shop\",\"sourceDir\":\"/no/such\"}"));

        assertThat(result.failure().orElseThrow().message()).contains("/no/such");
        assertThat(result.failure().orElseThrow().retryable()).isFalse();
    }

    @Test
    void aFileThatWouldNeverRunIsReported() {
        for (String name : new String[] {"V1_x.sql", "V__x.sql", "create.sql", "R_view.sql", "Vone__x.sql"}) {
            Failure failure = failure("V0__ok.sql", "SELECT 1;", name, "SELECT 1;");
            assertThat(failure.file()).isEqualTo(name);
            assertThat(failure.hint()).contains("two underscores");
        }
    }

    @Test
    void aConfWithoutItsScriptIsReported() {
        assertThat(failure("V1__a.sql", "SELECT 1;", "V2__a.sql.conf", "executeInTransaction=false")
                        .message())
                .isEqualTo("V2__a.sql.conf configures V2__a.sql, which is not in the source");
    }

    @Test
    void aFileThatIsNotUtf8IsReportedWithItsLine() throws IOException {
        Source source = Source.of("V1__a.sql", "");
        Files.write(source.directory().resolve("V1__a.sql"), "-- fine\n-- caf\u00e9\n".getBytes(ISO_8859_1));

        Failure failure = tenant.run(source.request()).failure().orElseThrow();

        assertThat(failure.file()).isEqualTo("V1__a.sql");
        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.message()).contains("not UTF-8").contains("0xE9");
        assertThat(tenant.query("SELECT outcome FROM appdb_ledger")).containsExactly("FAILED");
    }

    @Test
    void aScriptThatWritesToPublicIsToldWhereItMayWrite() {
        Failure failure = failure("V1__a.sql", "CREATE TABLE public.t (id int);");

        assertThat(failure.sqlState()).isEqualTo("42501");
        assertThat(failure.message()).contains("permission denied for schema public");
        assertThat(failure.hint()).contains("\"public.\"");
    }

    @Test
    void aTargetThatTheSourceLacksIsAnsweredWithItsVersions() {
        Source source =
                Source.of("V1__product.sql", V1, "V2__x.sql", "SELECT 1;").with("target", "3");

        Failure failure = tenant.run(source.request()).failure().orElseThrow();

        assertThat(failure.message()).isEqualTo("target 3 is not a version of the source");
        assertThat(failure.hint()).isEqualTo("Its versions are 1, 2.");
    }

    @Test
    void anythingThatIsNoVersionOrDurationIsRefused() {
        Source source = Source.of("V1__product.sql", V1);

        assertThat(message(source.with("target", "newest"))).isEqualTo("target 'newest' is not a version");
        assertThat(message(source.with("baselineVersion", "1x")))
                .isEqualTo("execution.baselineVersion '1x' is not a version");
        assertThat(message(source.with("lockTimeout", "soon")))
                .isEqualTo("execution.lockTimeout 'soon' is not a duration");
    }

    @Test
    void aPlaceholderWithoutAValueIsNamed() {
        Failure failure = failure("V1__a.sql", "SELECT '${greeting}';");

        assertThat(failure.message()).contains("${greeting}");
        assertThat(failure.hint()).contains("placeholders");
        assertThat(failure.file()).isEqualTo("V1__a.sql");
        assertThat(failure.line()).isEqualTo(1);
    }

    @Test
    void aStatementThatCannotRunInATransactionIsShownTheWayOut() {
        assertThat(failure(
                                "V1__a.sql",
                                "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (2);",
                                "V2__b.sql",
                                "ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY;")
                        .hint())
                .contains("executeInTransaction=false");
    }

    @Test
    void aQuoteThatNeverClosesIsFoundWhereItOpens() {
        Failure failure = failure("V1__a.sql", "SELECT 1;\nSELECT 'abc;\n");

        assertThat(failure.file()).isEqualTo("V1__a.sql");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void aByteOrderMarkIsNoMistake() {
        assertThat(tenant.run("V1__a.sql", "\uFEFF" + V1).failure()).isEmpty();
        assertThat(tenant.run("V1__a.sql", V1).failure()).isEmpty();
    }

    @Test
    void statementsThatCannotShareATransactionAreToBeSplit() {
        assertThat(failure(
                                "V1__a.sql",
                                V1,
                                "V2__b.sql",
                                "CREATE INDEX CONCURRENTLY i ON product (id); ALTER TABLE product ADD x int;")
                        .hint())
                .contains("file of their own");
    }

    @Test
    void anErrorInCopiedRowsIsTheServersOwn() {
        Failure failure =
                failure("V1__a.sql", V1, "V2__rows.sql", "SELECT 1;\nCOPY product (id) FROM STDIN;\n1\nx\n\\.\n");

        assertThat(failure.sqlState()).isEqualTo("22P02");
        assertThat(failure.message()).contains("invalid input syntax for type integer: \"x\"");
        assertThat(failure.file()).isEqualTo("V2__rows.sql");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void aSchemaFilledBySomethingElseNeedsABaseline() {
        tenant.sql("CREATE TABLE product (id int)");
        Source source = Source.of("V1__product.sql", V1, "V2__x.sql", "ALTER TABLE product ADD name text;");

        Failure failure = tenant.run(source.request()).failure().orElseThrow();
        RunResult healed = tenant.run(source.with("baselineVersion", "1").request());

        assertThat(failure.message()).contains("has tables that no history flyway_schema_history knows: product");
        assertThat(failure.hint()).contains("execution.baselineVersion");
        assertThat(healed.failure()).isEmpty();
        assertThat(healed.applied()).extracting(AppliedMigration::version).containsExactly("2", "1");
    }

    @Test
    void anOlderVersionThanTheNewestNeedsOutOfOrder() {
        tenant.run("V1__product.sql", V1, "V3__x.sql", "SELECT 3;");
        Source late = Source.of("V1__product.sql", V1, "V3__x.sql", "SELECT 3;", "V2__late.sql", "SELECT 2;");

        assertThat(message(late))
                .isEqualTo("version 2 is older than the newest version applied, and has not been applied");
        assertThat(tenant.run(late.with("outOfOrder", true).request()).failure())
                .isEmpty();
    }

    private String message(Source source) {
        return tenant.run(source.request()).failure().orElseThrow().message();
    }

    private Failure failure(String... namesAndTexts) {
        RunResult result = tenant.run(namesAndTexts);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        Failure failure = result.failure().orElseThrow();
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.hint()).isNotEmpty();
        return failure;
    }
}
