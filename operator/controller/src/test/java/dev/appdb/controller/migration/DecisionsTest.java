package dev.appdb.controller.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder beside {@code src/test/resources/dev/appdb/controller/migration/README.md} is a case: resource and
 * observation in, decision and status out. {@code -Dgolden.update=true} rewrites what comes out; review it like code.
 */
class DecisionsTest {
    private static final Path CASES = Path.of("src/test/resources/dev/appdb/controller/migration");

    @TestFactory
    Stream<DynamicTest> everyCaseIsDecidedAndToldAsItsFilesSay() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        GoldenCase golden = GoldenCase.read(folder);
        Decision decision = golden.decision();
        Clock clock = Clock.fixed(golden.observed().now(), ZoneOffset.UTC);
        AppMigration reported = new Report(clock).of(golden.resource(), decision);

        Map<String, Object> tree = GoldenCase.tree(decision);
        tree.put(
                "again",
                NextLook.after(decision, golden.observed().now())
                        .map(Duration::toString)
                        .orElse("never"));
        tree.put("events", events(golden.resource(), reported));
        matches(folder.resolve("decision.yaml"), Serialization.asYaml(tree));
        matches(folder.resolve("status.yaml"), Serialization.asYaml(reported.getStatus()));
    }

    private static List<String> events(AppMigration before, AppMigration after) {
        return News.between(before, after).stream().map(DecisionsTest::line).toList();
    }

    private static String line(Notice notice) {
        return (notice.warning() ? "Warning " : "Normal ") + notice.reason();
    }

    private static void matches(Path expectation, String actual) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expectation, actual, UTF_8);
        }
        assertThat(expectation)
                .as("%s: -Dgolden.update=true writes it", expectation)
                .exists();
        assertThat(actual).isEqualTo(Files.readString(expectation, UTF_8));
    }
}
