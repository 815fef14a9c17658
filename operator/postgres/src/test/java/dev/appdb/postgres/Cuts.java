package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import dev.appdb.testkit.WireCut;
import dev.appdb.testkit.WireCut.Moment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a passage off at each step of its way to the server, one after the other, each time with another tenant.
 *
 * <p>Before a step is sent the process is killed, and another one goes on. When a step is done and its answer is lost it is
 * the network that fails for a moment, and the process itself goes on; for one that is killed there, the server is where it
 * is before the next step. Whoever went on, one that starts after it finds nothing to do.
 */
final class Cuts {
    private final TestPostgres server;
    private final Start start;

    private Cuts(TestPostgres server, Start start) {
        this.server = server;
        this.start = start;
    }

    /** Where a passage starts from. */
    @FunctionalInterface
    interface Start {
        Passage make() throws SQLException;
    }

    /** @return every step at which it was cut off, in words that are the same for every tenant */
    static List<String> survived(TestPostgres server, Start start) throws SQLException {
        var cuts = new Cuts(server, start);
        List<String> steps = cuts.allSteps();
        assertThat(cuts.each(Moment.UNSENT)).isEqualTo(steps);
        assertThat(cuts.each(Moment.UNANSWERED)).isEqualTo(steps);
        return steps;
    }

    /** Of a passage that nobody cuts off. */
    private List<String> allSteps() throws SQLException {
        try (Passage passage = start.make();
                WireCut way = WireCut.never(server.port());
                DatabaseServer process = open(passage.admin, way)) {
            passage.pass(process);
            List<String> steps = anonymous(way.steps(), passage);
            assertDone(passage, process, way);
            return steps;
        }
    }

    private List<String> each(Moment moment) throws SQLException {
        List<String> ends = new ArrayList<>();
        while (true) {
            long t0 = System.nanoTime();
            Optional<String> end = cut(ends.size(), moment);
            System.err.println("T " + moment + " " + (System.nanoTime() - t0) / 1000000 + " ms " + end);
            if (end.isEmpty()) {
                return ends;
            }
            ends.add(end.get());
        }
    }

    private Optional<String> cut(int life, Moment moment) throws SQLException {
        try (Passage passage = start.make();
                var way = new WireCut(server.port(), life, moment);
                DatabaseServer process = open(passage.admin, way)) {
            boolean whole = passes(passage, process);
            assertThat(whole).isEqualTo(way.end().isEmpty());
            passage.assertSecretsWork();
            if (!whole && moment == Moment.UNANSWERED) {
                way.mend();
                passage.pass(process);
            }
            next(passage);
            return way.end().map(end -> anonymous(List.of(end), passage).getFirst());
        }
    }

    private static boolean passes(Passage passage, DatabaseServer process) throws SQLException {
        try {
            passage.pass(process);
            return true;
        } catch (ServerException cut) {
            assertThat(cut.reason()).as(cut.getMessage()).isEqualTo(ServerException.Reason.UNREACHABLE);
            return false;
        }
    }

    /** A process that starts anew. */
    private void next(Passage passage) throws SQLException {
        try (WireCut way = WireCut.never(server.port());
                DatabaseServer process = open(passage.admin, way)) {
            passage.pass(process);
            assertDone(passage, process, way);
        }
    }

    private static void assertDone(Passage passage, DatabaseServer process, WireCut way) throws SQLException {
        int before = way.steps().size();
        passage.pass(process);
        assertThat(way.steps().subList(before, way.steps().size()))
                .as("another pass writes nothing")
                .isNotEmpty()
                .allMatch(step -> step.startsWith("SELECT FROM "));
        passage.assertArrived(process);
    }

    private static DatabaseServer open(TestAdmin admin, WireCut way) {
        String url = admin.url().replace(":" + admin.server().port() + "/", ":" + way.port() + "/");
        return DatabaseServer.open(
                Given.access(ServerUrl.parse(url), admin.password(), Optional.empty()), Optional.empty());
    }

    private static List<String> anonymous(List<String> steps, Passage passage) {
        return steps.stream()
                .map(step -> step.replace(passage.admin.user(), "the admin").replace(passage.owner() + "_", ""))
                .toList();
    }
}
