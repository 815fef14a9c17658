package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import dev.appdb.testkit.WireCut;
import dev.appdb.testkit.WireCut.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The network fails in what the pool does by itself. */
final class BrokenWayTest {
    private static final String QUESTION = "SHOW TRANSACTION ISOLATION";

    private final TestPostgres server = PostgresServers.newest();
    private final TestAdmin admin = server.createAdmin();

    @Test
    void aFirstConnectionThatBreaksWhenThePoolAsksItSpoilsNoLaterOne() throws Exception {
        try (var way = new WireCut(server.port(), steps().indexOf(QUESTION), Moment.UNSENT);
                DatabaseServer database = Cuts.open(admin, way)) {
            var census = CompletableFuture.supplyAsync(() -> database.census("c"));
            Awaitility.await().until(() -> way.end().isPresent());
            way.mend();

            assertThat(way.end()).contains(QUESTION);
            assertThat(census.get(30, TimeUnit.SECONDS).tenants()).isEmpty();
        }
    }

    private List<String> steps() {
        try (WireCut way = WireCut.never(server.port());
                DatabaseServer database = Cuts.open(admin, way)) {
            assertThat(database.census("c").tenants()).isEmpty();
            assertThat(way.steps()).contains(QUESTION);
            return way.steps();
        }
    }
}
