package dev.appdb.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus.Applied;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.api.AppMigrationStatus.TableCounts;
import dev.appdb.controller.status.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The straight road: sources become a schema and its rows, each change once. */
@Execution(ExecutionMode.CONCURRENT)
class MigrationRoadTest {
    private static final String ORDERS = """
            source:
              inline:
                files:
                  V1__orders.sql: CREATE TABLE orders (id int PRIMARY KEY, country text);
                  V2__country.sql: CREATE TABLE country (code text PRIMARY KEY, name text);
                  country.csv: |
                    code,name
                    NO,Norway
                    SE,Sweden
            staticData:
              paths: ["*.csv"]
            """;

    private final Road road = Road.withDatabase();

    @AfterEach
    void leave() {
        road.close();
    }

    @Test
    void inlineFilesBecomeTablesAndRows() {
        road.apply(ORDERS);

        AppMigration migrated = road.until(Reason.Migrated);

        assertThat(migrated.getStatus().phase()).isEqualTo(Phase.Succeeded);
        assertThat(migrated.getStatus().currentVersion()).isEqualTo("2");
        assertThat(migrated.getStatus().applied())
                .extracting(Applied::file)
                .containsExactly("V2__country.sql", "V1__orders.sql");
        assertThat(migrated.getStatus().staticData()).containsExactly(new TableCounts("country", 2, 0, 0, 0));
        assertThat(road.rows("SELECT name FROM country ORDER BY code")).containsExactly("Norway", "Sweden");
    }

    @Test
    void anUnchangedSourceMakesNoJob() {
        road.apply(ORDERS);
        AppMigration migrated = road.until(Reason.Migrated);

        AppMigration again = road.pass("shop");

        assertThat(again.getStatus()).isEqualTo(migrated.getStatus());
        assertThat(road.jobs()).hasSize(1);
    }

    @Test
    void aRevertedSourceRunsAgainAndATokenToo() {
        road.apply(ORDERS);
        road.until(Reason.Migrated);
        road.apply(ORDERS.replace("Norway", "Norge"));
        road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Succeeded && road.jobs().size() == 2);
        assertThat(road.rows("SELECT name FROM country WHERE code = 'NO'")).containsExactly("Norge");

        road.apply(ORDERS);
        AppMigration reverted = road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Succeeded && road.jobs().size() == 3);

        assertThat(reverted.getStatus().staticData()).containsExactly(new TableCounts("country", 0, 1, 1, 0));
        assertThat(road.rows("SELECT name FROM country WHERE code = 'NO'")).containsExactly("Norway");

        road.annotate(AppDb.RUN_NOW, "please");
        AppMigration repeated = road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Succeeded && road.jobs().size() == 4);
        assertThat(repeated.getStatus().runToken()).isEqualTo("please");
        assertThat(repeated.getStatus().attempt()).isEqualTo(4);
    }

    @Test
    void aLedgerThatIsGoneIsWrittenAgain() {
        road.apply(ORDERS);
        road.until(Reason.Migrated);

        road.sql("DROP TABLE appdb_ledger");
        road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Succeeded && road.jobs().size() == 2);

        assertThat(road.rows("SELECT DISTINCT migration FROM appdb_ledger")).containsExactly("shop");
    }

    @Test
    void configMapsAreOneFolderAndAMissingOneIsWaitedFor() {
        road.configMap("migrations", Map.of("V1__country.sql", "CREATE TABLE country (code text PRIMARY KEY);"));
        road.apply("""
                source:
                  configMaps:
                    - name: migrations
                    - name: rows
                staticData:
                  paths: ["country.csv"]
                """);

        AppMigration waiting = road.until(Reason.SourceNotFound);
        assertThat(Road.ready(waiting)).contains("no ConfigMap rows");

        road.configMap("rows", Map.of("country.csv", "code\nNO\n"));
        road.until(Reason.Migrated);
        assertThat(road.rows("SELECT code FROM country")).containsExactly("NO");

        road.configMap("rows", Map.of("country.csv", "code\nNO\nSE\n"));
        road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Succeeded && road.jobs().size() == 2);
        assertThat(road.rows("SELECT code FROM country ORDER BY 1")).containsExactly("NO", "SE");
    }

    @Test
    void anImageIsWaitedForAndItsFolderMigrated(@TempDir Path image) throws IOException {
        Files.createDirectories(image.resolve("app/db"));
        Files.writeString(image.resolve("app/db/V1__orders.sql"), "CREATE TABLE orders (id int);");
        String reference = "registry.example/shop:1.4-" + road.namespace;
        road.apply("""
                source:
                  image:
                    reference: %s
                    path: /app/db
                """.formatted(reference));

        assertThat(Road.ready(road.until(Reason.PodNotStarting))).contains("ErrImagePull", reference);

        road.image(reference, image);
        AppMigration migrated = road.until(Reason.Migrated);
        assertThat(migrated.getStatus().observedSource())
                .satisfies(source -> assertThat(source.image()).startsWith(reference))
                .satisfies(source -> assertThat(source.digest()).startsWith("sha256:"));
        assertThat(road.rows("SELECT image FROM appdb_ledger WHERE complete")).containsExactly(reference);
    }

    @Test
    void whatIsSkippedIsRecordedAndNotRun() {
        road.apply(ORDERS + "skip: true\n");

        AppMigration skipped = road.until(Reason.Skipped);

        assertThat(skipped.getStatus().phase()).isEqualTo(Phase.Skipped);
        assertThat(road.rows("SELECT phase FROM appdb_ledger")).containsExactly("Skipped");
        assertThat(road.rows("SELECT to_regclass('orders') IS NULL")).containsExactly("t");
    }

    @Test
    void anOlderSourceLeavesTheSchemaAhead() {
        road.apply(ORDERS);
        road.until(Reason.Migrated);

        road.apply(
                "source: {inline: {files: {V1__orders.sql: \"CREATE TABLE orders (id int PRIMARY KEY, country text);\"}}}");

        AppMigration ahead = road.until(Reason.SchemaAhead);
        assertThat(Road.ready(ahead)).contains("at version 2, ahead of this source (version 1)");
    }
}
