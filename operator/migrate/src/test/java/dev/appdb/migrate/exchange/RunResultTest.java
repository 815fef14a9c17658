package dev.appdb.migrate.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RunResultTest {

    @Property(tries = 200)
    void theBriefResultAlwaysFitsATerminationMessage(
            @ForAll String text, @ForAll @IntRange(max = 300) int entries, @ForAll boolean failed) {
        String longText = text.repeat(50);
        RunResult result = new RunResult(
                Outcome.FAILED,
                "1",
                "2",
                Collections.nCopies(
                        Math.min(20, entries), new AppliedMigration("1", "d", "file", "2024-01-01T00:00:00Z", 1)),
                Collections.nCopies(entries, "20240101"),
                Collections.nCopies(entries, new TableCount("country", 1, 2, 3, 4)),
                "sha256:" + "0".repeat(64),
                failed
                        ? Optional.of(new Failure("1", "f", 1, "42P01", longText, longText, longText, false))
                        : Optional.empty());

        String brief = result.brief();

        assertThat(brief.getBytes(UTF_8).length).isLessThanOrEqualTo(4096);
        assertThat(RunResult.fromJson(brief).failure().isPresent()).isEqualTo(failed);
        assertThat(RunResult.fromJson(result.toJson())).isEqualTo(result);
    }

    @Property(tries = 20)
    void aRequestSurvivesJson(@ForAll String migration, @ForAll List<String> paths, @ForAll boolean skip) {
        RunRequest request = new RunRequest(
                migration,
                "r",
                "i",
                "",
                "/source",
                "",
                java.util.Map.of("a", "b"),
                "",
                paths,
                skip,
                false,
                "",
                "",
                "5s");

        assertThat(RunRequest.fromJson(request.toJson())).isEqualTo(request);
        assertThat(request.historyTable()).isEqualTo("flyway_schema_history");
    }
}
