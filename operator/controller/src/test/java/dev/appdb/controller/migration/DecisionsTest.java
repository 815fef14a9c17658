package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.Golden;
import dev.appdb.controller.status.Notice;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Resource and observation in, decision and status out, a folder for each case; see the README beside them. */
class DecisionsTest {

    @TestFactory
    Stream<DynamicTest> everyCaseIsDecidedAndToldAsItsFilesSay() throws IOException {
        return Golden.cases("dev/appdb/controller/migration", DecisionsTest::check);
    }

    private static void check(Golden golden) {
        GoldenCase given = GoldenCase.read(golden);
        Decision decision = given.decision();
        Clock clock = Clock.fixed(given.observed().now(), ZoneOffset.UTC);
        AppMigration reported = new Report(clock).of(given.resource(), decision);

        Map<String, Object> tree = GoldenCase.tree(decision);
        tree.put(
                "again",
                NextLook.after(decision, clock.instant())
                        .map(Duration::toString)
                        .orElse("never"));
        tree.put("events", events(given.resource(), reported));
        golden.matches("decision.yaml", tree);
        golden.matches("status.yaml", reported.getStatus());
    }

    private static List<String> events(AppMigration before, AppMigration after) {
        return News.between(before, after).stream().map(DecisionsTest::line).toList();
    }

    private static String line(Notice notice) {
        return (notice.warning() ? "Warning " : "Normal ") + notice.reason();
    }
}
