package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.Golden;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.databaseclass.Observation.Answer;
import dev.appdb.controller.departure.Leftovers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.ServerReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Class and observation in, status out, a folder for each case; see the README beside them. */
class DecisionsTest {
    private static final Settings SETTINGS = new Settings("appdb-system", "prod");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> everyCaseIsDecidedAndToldAsItsFilesSay() throws IOException {
        return Golden.cases("dev/appdb/controller/databaseclass", DecisionsTest::check);
    }

    private static void check(Golden golden) {
        AppDatabaseClass databaseClass = golden.read("resource.yaml", AppDatabaseClass.class);
        Observation seen = golden.read("observed.yaml", Observed.class).observation();

        Decision decision = Decide.next(databaseClass, seen);

        golden.matches(
                "status.yaml",
                new Report(new Conditions(NOON), SETTINGS)
                        .of(databaseClass, decision, seen)
                        .getStatus());
    }

    /** {@code observed.yaml}: a report, or the trouble instead of one. */
    record Observed(
            @Nullable ServerReport report,
            @Nullable Problem trouble,
            int databases,
            int connections,
            @Nullable Leftovers leftovers) {
        Observation observation() {
            Answer answer = Optional.ofNullable(report)
                    .<Answer>map(Answer.Report::new)
                    .orElseGet(() -> new Answer.None(
                            Optional.ofNullable(trouble).orElseThrow().trouble()));
            return new Observation(answer, databases, connections, Optional.ofNullable(leftovers));
        }
    }

    record Problem(Reason reason, String message, boolean heals) {
        Trouble trouble() {
            return new Trouble(reason, message, heals);
        }
    }
}
