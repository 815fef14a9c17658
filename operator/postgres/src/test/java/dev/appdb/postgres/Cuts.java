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
 * Cuts a passage off at each step of its way to the server that may change something there, one after the other, each time
 * with another tenant.
 *
 * <p>Before a step is sent the process is killed, and another one goes on. The answer to a COMMIT is lost also when it is
 * the network that fails for a moment, and the process itself goes on. Where any other answer is lost the server is where it
 * is before the next step is sent: it has done what will never be committed. Whoever went on, one that starts after it finds
 * nothing to do.
 */
final class Cuts {
    private static final int MOST_CONNECTIONS = 4;

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

    /** @return the steps at which it was cut off, in words that are the same for every tenant */
    static List<String> survived(TestPostgres server, Start start) throws SQLException {
        var cuts = new Cuts(server, start);
        List<String> steps = cuts.allSteps();
        List<String> points = new ArrayList<>();
        for (int life = 0; life < steps.size(); life++) {
            if (!isRead(steps.get(life))) {
                assertThat(cuts.cut(life, Moment.UNSENT)).contains(steps.get(life));
                points.add(steps.get(life));
            }
            if (steps.get(life).equals("COMMIT")) {
                assertThat(cuts.cut(life, Moment.UNANSWERED)).contains("COMMIT");
            }
        }
        return points;
    }

    private static boolean isRead(String step) {
        return step.equals("SELECT") || step.equals("BEGIN") || step.equals("SET") || step.startsWith("SHOW ");
    }

    /** Of a passage that nobody cuts off. */
    private List<String> allSteps() throws SQLException {
        try (Passage passage = start.make();
                WireCut way = WireCut.never(server.port());
                DatabaseServer process = open(passage.admin, way)) {
            passage.pass(process);
            List<String> steps =
                    way.steps().stream().map(step -> anonymous(step, passage)).toList();
            assertDone(passage, process, way);
            return steps;
        }
    }

    /** @return where it was cut off */
    private Optional<String> cut(int life, Moment moment) throws SQLException {
        try (Passage passage = start.make();
                var way = new WireCut(server.port(), life, moment);
                DatabaseServer process = open(passage.admin, way)) {
            assertThat(passes(passage, process)).isEqualTo(way.end().isEmpty());
            passage.assertSecretsWork();
            if (moment == Moment.UNANSWERED) {
                way.mend();
                goOn(passage, process);
            }
            next(passage);
            return way.end().map(end -> anonymous(end, passage));
        }
    }

    /** Connections that broke while nobody used them are met one after the other. */
    private static void goOn(Passage passage, DatabaseServer process) throws SQLException {
        for (int broken = 0; !passes(passage, process); broken++) {
            assertThat(broken).isLessThan(MOST_CONNECTIONS);
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
                .allMatch(Cuts::isRead);
        passage.assertArrived(process);
    }

    static DatabaseServer open(TestAdmin admin, WireCut way) {
        String url = admin.url().replace(":" + admin.server().port() + "/", ":" + way.port() + "/");
        return DatabaseServer.open(
                Given.access(ServerUrl.parse(url), admin.password(), Optional.empty()), Optional.empty());
    }

    private static String anonymous(String step, Passage passage) {
        return step.replace(passage.admin.user(), "the admin")
                .replaceFirst("login of " + passage.owner() + "_.*", "login of a kind");
    }
}
