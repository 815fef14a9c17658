package dev.appdb.migrate.exchange;

import dev.appdb.migrate.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run has to do; an empty string stands for 'not given', and so does an absent key in JSON.
 *
 * @param migration the AppMigration's name
 * @param run identity of this run, for finding its row in the ledger
 * @param input digest of everything that should cause a run, made by who asks
 * @param image the source's image reference, for gates that ask by image
 * @param sourceDir where the source is mounted; empty for no files at all
 * @param historyTable the history's name; {@code flyway_schema_history} if not given
 * @param target last version to apply; all if not given
 * @param staticData files, directories or globs relative to the source's root; none means no static data
 * @param skip write a row that says 'skipped' and run nothing
 * @param baselineVersion the version that a schema made by other means stands for
 * @param lockTimeout such as {@code 500ms}, {@code 30s}, {@code 1h30m}; the role's own setting if not given
 */
public record RunRequest(
        String migration,
        String run,
        String input,
        String image,
        String sourceDir,
        String historyTable,
        Map<String, String> placeholders,
        String target,
        List<String> staticData,
        boolean skip,
        boolean outOfOrder,
        String baselineVersion,
        String lockTimeout,
        String statementTimeout) {

    public static final String DEFAULT_HISTORY = "flyway_schema_history";

    public RunRequest {
        migration = given(migration);
        run = given(run);
        input = given(input);
        image = given(image);
        sourceDir = given(sourceDir);
        historyTable = given(historyTable).isEmpty() ? DEFAULT_HISTORY : historyTable;
        placeholders = Map.copyOf(Objects.requireNonNullElse(placeholders, Map.of()));
        target = given(target);
        staticData = List.copyOf(Objects.requireNonNullElse(staticData, List.of()));
        baselineVersion = given(baselineVersion);
        lockTimeout = given(lockTimeout);
        statementTimeout = given(statementTimeout);
    }

    public String toJson() {
        return Json.write(this);
    }

    /** @throws IllegalArgumentException where the text is no request */
    public static RunRequest fromJson(String json) {
        return Json.read(json, RunRequest.class);
    }

    private static String given(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
