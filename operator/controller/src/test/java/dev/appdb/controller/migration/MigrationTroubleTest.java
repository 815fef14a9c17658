package dev.appdb.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus.Failure;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import io.fabric8.kubernetes.api.model.Condition;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What goes wrong is told with what to do, loses nothing, and is over once its cause is gone. */
@Execution(ExecutionMode.CONCURRENT)
class MigrationTroubleTest {
    private static final String GOOD = """
            source:
              inline:
                files:
                  V1__orders.sql: CREATE TABLE orders (id int PRIMARY KEY);
            """;

    private final Road road = Road.withDatabase();

    @AfterEach
    void leave() {
        road.close();
    }

    @Test
    void aFailingStatementIsDescribedAndTheCorrectedSourceRecovers() {
        road.apply(GOOD + """
                  V2__items.sql: |
                    CREATE TABLE items (id int);

                    INSERT INTO ordres
                      VALUES (1);
            """);

        AppMigration failed = road.until(Reason.MigrationFailed);

        assertThat(Conditions.isTrue(failed.getStatus().conditions(), Conditions.STALLED))
                .isTrue();
        assertThat(failed.getStatus().phase()).isEqualTo(Phase.Failed);
        assertThat(failed.getStatus().currentVersion()).isEqualTo("1");
        assertThat(failed.getStatus().failure())
                .extracting(Failure::file, Failure::line, Failure::sqlState, Failure::version)
                .containsExactly("V2__items.sql", 3, "42P01", "2");
        assertThat(road.describe())
                .contains("V2__items.sql, line 3", "ordres", "42P01", "INSERT INTO ordres VALUES (1)", "run-now")
                .containsPattern("Warning\\s+MigrationFailed");
        assertThat(road.jobs()).hasSize(1);

        road.apply(GOOD + "      V2__items.sql: CREATE TABLE items (id int);\n");
        AppMigration recovered = road.until(Reason.Migrated);
        assertThat(recovered.getStatus().currentVersion()).isEqualTo("2");
        assertThat(recovered.getStatus().failure()).isNull();
    }

    @Test
    void twoFilesOfOneVersionAreNamed() {
        road.apply(GOOD + "      V1__other.sql: CREATE TABLE other (id int);\n");

        assertThat(Road.ready(road.until(Reason.MigrationFailed))).contains("V1__orders.sql", "V1__other.sql");

        road.apply(GOOD);
        road.until(Reason.Migrated);
    }

    @Test
    void anAppliedMigrationThatIsEditedIsRefusedUntilItIsAsBefore() {
        road.apply(GOOD);
        road.until(Reason.Migrated);

        road.apply(GOOD.replace("id int", "id bigint"));
        assertThat(Road.ready(road.until(Reason.MigrationFailed))).contains("V1__orders.sql");

        road.apply(GOOD);
        road.until(Reason.Migrated);
        assertThat(
                        road.rows(
                                "SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'id'"))
                .containsExactly("integer");
    }

    @Test
    void aSourceWithoutFilesThatCountIsToldWhatIsExpected() {
        road.apply("source: {inline: {files: {README.md: hello}}}");

        assertThat(Road.ready(road.until(Reason.SourceInvalid))).contains("README.md", "V1__create_orders.sql");
        assertThat(road.jobs()).isEmpty();

        road.apply(GOOD);
        road.until(Reason.Migrated);
    }

    @Test
    void schemaPublicIsNotTheTenantsToWrite() {
        road.apply("source: {inline: {files: {V1__orders.sql: \"CREATE TABLE public.orders (id int)\"}}}");

        AppMigration failed = road.until(Reason.MigrationFailed);
        assertThat(failed.getStatus().failure()).extracting(Failure::sqlState).isEqualTo("42501");
        assertThat(Road.ready(failed)).contains("public", "V1__orders.sql, line 1");

        road.apply(GOOD);
        road.until(Reason.Migrated);
    }

    @Test
    void staticDataForATableThatIsNotThereAndADuplicateKeyAreNamed() {
        String data = GOOD + """
                  country.csv: |
                    code
                    NO
                    NO
            staticData:
              paths: ["country.csv"]
            """;
        road.apply(data);
        assertThat(Road.ready(road.until(Reason.MigrationFailed))).contains("country.csv", "country");

        String withTable = data.replace(
                "      country.csv",
                "      V2__country.sql: CREATE TABLE country (code text PRIMARY KEY);\n      country.csv");
        road.apply(withTable);
        AppMigration twice = road.until(
                "shop",
                it -> it.getStatus().phase() == Phase.Failed && road.jobs().size() == 2);
        assertThat(Road.ready(twice)).contains("country.csv", "NO");

        road.apply(withTable.replaceFirst("NO\n", "SE\n"));
        road.until(Reason.Migrated);
        assertThat(road.rows("SELECT code FROM country ORDER BY 1")).containsExactly("NO", "SE");
    }

    @Test
    void whatTheApiServerRefusesIsToldAndCorrected() {
        road.apply(GOOD + "execution: {resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}}\n");

        assertThat(Road.ready(road.until(Reason.JobRefused))).contains("must be less than or equal to memory limit");

        road.apply(GOOD);
        road.until(Reason.Migrated);
    }

    @Test
    void theYoungerOfTwoThatShareAHistoryIsRefused() {
        road.apply("billing", GOOD);
        road.until("billing", it -> it.getStatus().phase() == Phase.Succeeded);

        road.apply("shop", GOOD);
        assertThat(Road.ready(road.until(Reason.HistoryTableShared))).contains("AppMigration billing");
    }

    @Test
    void aDatabaseThatIsNotReadyIsWaitedFor() {
        road.setReady(new State.InProgress(Reason.Provisioning, "makes roles"));
        road.apply(GOOD);

        assertThat(Road.ready(road.until(Reason.DatabaseNotReady))).contains("makes roles");
        assertThat(road.jobs()).isEmpty();

        road.setReady(new State.Ready(Reason.Ready, "there"));
        road.until(Reason.Migrated);
    }

    @Test
    void whatIsAppliedStaysReadyWhileTheServerIsAway() {
        try (TestPostgres own = PostgresServers.start(PostgresServers.newest().version());
                Road other = Road.withDatabase(own)) {
            other.apply(GOOD);
            other.until(Reason.Migrated);

            own.stop();
            AppMigration away = other.pass("shop");
            assertThat(Conditions.isTrue(away.getStatus().conditions(), Conditions.READY))
                    .isTrue();
            assertThat(Conditions.find(away.getStatus().conditions(), Conditions.SERVER_REACHABLE))
                    .get()
                    .extracting(Condition::getStatus)
                    .isEqualTo("False");

            own.start();
            AppMigration back = other.pass("shop");
            assertThat(Conditions.isTrue(back.getStatus().conditions(), Conditions.SERVER_REACHABLE))
                    .isTrue();
            assertThat(other.jobs()).hasSize(1);
        }
    }

    @Test
    void deletingWaitsForTheRunningJobAndForNothingElse() throws SQLException {
        road.apply(GOOD + "      V2__slow.sql: SELECT pg_advisory_lock(42);\n");
        assertThat(road.cleanup()).isEmpty();

        try (Road.Hold held = road.hold("SELECT pg_advisory_lock(42)")) {
            road.until("shop", it -> !road.rows("SELECT 1 FROM pg_locks WHERE objid = 42 AND NOT granted")
                    .isEmpty());
            assertThat(road.cleanup()).as("while %s", held).isPresent();
        }

        road.until(Reason.Migrated);
        assertThat(road.cleanup()).isEmpty();
    }
}
