package dev.appdb.migrate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.run.Runner;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final String V1 = "CREATE TABLE product (id int PRIMARY KEY);";
    private static final String V2 = "ALTER TABLE product ADD name text;";

    private TestTenant tenant = TestTenant.on(PostgresServers.newest());

    @AllPostgres
    void opensForTheFilesThatWereApplied(TestPostgres server) {
        tenant = TestTenant.on(server);
        Source source = Source.of("V1__a.sql", V1, "product.csv", "id\n1\n");

        assertThat(files(source)).isInstanceOf(GateVerdict.Wait.class);
        tenant.run(source.staticData("product.csv").request());

        assertThat(files(source)).isEqualTo(new GateVerdict.Open("exactly these files have been applied"));
        assertThat(files(Source.of("V1__a.sql", V1, "V2__b.sql", V2)))
                .isEqualTo(new GateVerdict.Wait("V2__b.sql is not in the history"));
    }

    @Test
    void aRollbackOpensAtOnceBecauseTheHistoryHoldsItsFiles() {
        tenant.run("V1__a.sql", V1, "R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;");
        tenant.run("V1__a.sql", V1, "V2__b.sql", V2, "R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS n;");
        tenant.sql("TRUNCATE appdb_ledger");

        assertThat(files(Source.of("V1__a.sql", V1, "R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;")))
                .isEqualTo(new GateVerdict.Open("all of these files are in the history"));
    }

    @Test
    void otherContentUnderTheSameVersionDoesNotPass() {
        tenant.run("V1__a.sql", V1, "R__r.sql", "SELECT 1;");

        assertThat(files(Source.of("V1__a.sql", V1 + " ")).reason())
                .contains("V1__a.sql is in the history with another checksum");
        assertThat(files(Source.of("R__r.sql", "SELECT 2;")).reason())
                .contains("R__r.sql is not in the history as it is now");
    }

    @Test
    void newStaticDataIsWaitedForThoughTheMigrationsAreThere() {
        Source old = Source.of("V1__a.sql", V1, "product.csv", "id\n1\n");
        Source changed = Source.of("V1__a.sql", V1, "product.csv", "id\n1\n2\n");
        tenant.run(old.staticData("product.csv").request());

        assertThat(files(changed).reason()).contains("static data as in these files has not been loaded");
        tenant.run(Source.of("V1__a.sql", V1, "V2__b.sql", V2, "product.csv", "id\n1\n2\n")
                .staticData("product.csv")
                .request());
        assertThat(files(changed)).isInstanceOf(GateVerdict.Open.class);
    }

    @Test
    void aRunThatMigratedAndThenFailedOnItsStaticDataDoesNotOpen() {
        Source source = Source.of("V1__a.sql", V1, "product.csv", "id\nx\n").staticData("product.csv");
        tenant.run(source.with("image", "shop:1").request());

        assertThat(files(source).reason()).contains("the last run of shop failed: product.csv: column id (integer)");
        assertThat(check(new Want.Image("shop:1"))).isInstanceOf(GateVerdict.Wait.class);
    }

    @Test
    void anImageOpensByItsNameOrItsDigest() {
        new Runner(line -> {}, "shop@sha256:abc")
                .run(Source.of("V1__a.sql", V1).with("image", "shop:1").request(), tenant.migrator());

        assertThat(check(new Want.Image("shop:1"))).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Image("shop@sha256:abc"))).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Image("shop:2")).reason()).isEqualTo("image shop:2 has not been applied");
        assertThat(new Gate()
                        .check(tenant.app(), "billing", new Want.Image("shop:1"))
                        .reason())
                .contains("no run of billing has ended yet");
    }

    @Test
    void aVersionIsThatVersionAndNoHigherOne() {
        tenant.run("V1__a.sql", V1, "V3__c.sql", V2);

        assertThat(check(new Want.Version("3.0"))).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Version("2"))).isInstanceOf(GateVerdict.Wait.class);
        assertThat(check(new Want.Version("latest"))).isInstanceOf(GateVerdict.Refused.class);
    }

    @Test
    void aSkippedMigrationOpensEveryKindOfGate() {
        Source source = Source.of("V1__a.sql", V1, "V2__b.sql", V2);
        tenant.run(source.with("skip", true).with("image", "shop:1").request());

        assertThat(files(source)).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Image("shop:1"))).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Version("2"))).isInstanceOf(GateVerdict.Open.class);
        assertThat(check(new Want.Version("3"))).isInstanceOf(GateVerdict.Wait.class);
    }

    @Test
    void aHistoryOfItsOwnNameIsFoundThroughTheLedger() {
        tenant.run(
                Source.of("V1__a.sql", V1).with("historyTable", "shop_history").request());

        assertThat(check(new Want.Version("1"))).isInstanceOf(GateVerdict.Open.class);
        tenant.sql("TRUNCATE appdb_ledger");
        assertThat(check(new Want.Version("1"))).isInstanceOf(GateVerdict.Wait.class);
        assertThat(new Gate(Optional.of("shop_history")).check(tenant.app(), "shop", new Want.Version("1")))
                .isInstanceOf(GateVerdict.Open.class);
    }

    @Test
    void aBaselineStandsForTheVersionsBelowIt() {
        tenant.sql("CREATE TABLE old (id int)");
        Source source = Source.of("V1__a.sql", "SELECT 1/0;", "V2__b.sql", "SELECT 2;", "V3__c.sql", "SELECT 3;");
        tenant.run(source.with("baselineVersion", "2").request());
        tenant.sql("TRUNCATE appdb_ledger");

        assertThat(files(source)).isInstanceOf(GateVerdict.Open.class);
    }

    @Test
    void whatIsNotMountedOrNotReachableIsTold() {
        assertThat(check(new Want.Files(Path.of("/no/such")))).isInstanceOf(GateVerdict.Refused.class);
        assertThat(files(Source.of())).isInstanceOf(GateVerdict.Refused.class);
        assertThat(files(Source.of("V1_a.sql", V1))).isInstanceOf(GateVerdict.Refused.class);
        assertThat(new Gate()
                        .check(
                                new dev.appdb.migrate.TenantConnection("127.0.0.1", 1, "db", "u", "p", "s", Map.of()),
                                "shop",
                                new Want.Version("1"))
                        .reason())
                .contains("asking 127.0.0.1:1/db as u")
                .contains("refused");
    }

    @Test
    void waitsAndOpensOnceTheMigrationIsThere() throws IOException {
        Path message = Files.createTempFile("termination", ".log");
        Map<String, String> env = new HashMap<>(tenant.environment("app"));
        env.put("APPDB_TERMINATION_LOG", message.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Source source = Source.of("V1__a.sql", V1);

        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> GateMain.run(
                GateOptions.of("shop", new Want.Files(source.directory())),
                env,
                new PrintStream(out, true, StandardCharsets.UTF_8)));
        Awaitility.await().until(() -> Files.readString(message)
                .equals("V1__a.sql is not in the history; no run of shop has ended yet"));
        tenant.run(source.request());

        assertThat(code.orTimeout(30, TimeUnit.SECONDS).join()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("waits: V1__a.sql is not in the history")
                .containsPattern("\nopens: .*\n$");
    }

    @Test
    void givesUpAfterItsTimeoutAndLeavesTheReason() throws IOException {
        Path message = Files.createTempFile("termination", ".log");
        Map<String, String> env = new HashMap<>(tenant.environment("app"));
        env.put("APPDB_TERMINATION_LOG", message.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = GateMain.run(
                new GateOptions("shop", new Want.Version("1"), Duration.ofMillis(700), Optional.empty()),
                env,
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(1);
        assertThat(Files.readString(message))
                .isEqualTo("version 1 is not in the history; no run of shop has ended yet");
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }

    @Test
    void aSecretThatIsNotThereIsTheQuestionersMistake() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = GateMain.run(
                GateOptions.of("shop", new Want.Version("1")),
                Map.of("host", "db"),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("no key 'dbname'")
                .contains("<database>-db");
    }

    private GateVerdict files(Source source) {
        return check(new Want.Files(source.directory()));
    }

    private GateVerdict check(Want want) {
        return new Gate().check(tenant.app(), "shop", want);
    }
}
