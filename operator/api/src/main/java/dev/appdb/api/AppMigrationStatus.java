package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param observedGeneration the generation of the spec that the rest speaks of
 * @param phase where it stands, for people; programs read the conditions
 * @param currentVersion the newest version that the schema has
 * @param targetVersion the newest version that the source has, up to the spec's target
 * @param observedSource what the source was when it was last read
 * @param pending versions that the source has and the schema has not, the next 20
 * @param applied the newest 20 of the history
 * @param staticData what the last run did to each table
 * @param failure why the last run ended badly, while it is the last
 * @param attempt counts the runs; a Job is named after it
 * @param runToken the token of {@code appdb.dev/run-now} that was last obeyed
 * @param job the last Job
 * @param conditions by kstatus
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppMigrationStatus(
        @Nullable @Default("-1") Long observedGeneration,
        @Nullable @PrinterColumn(name = "Phase") Phase phase,
        @Nullable @PrinterColumn(name = "Version") String currentVersion,

        @Nullable @PrinterColumn(name = "Target", priority = 1)
        String targetVersion,

        @Nullable ObservedSource observedSource,
        @Nullable List<String> pending,
        @Nullable List<Applied> applied,
        @Nullable List<TableCounts> staticData,
        @Nullable Failure failure,
        @Nullable Integer attempt,
        @Nullable String runToken,
        @Nullable String job,
        @Nullable List<Condition> conditions) {

    public enum Phase {
        Pending,
        Running,
        Succeeded,
        SchemaAhead,
        Skipped,
        Failed
    }

    /**
     * @param digest over the files' names and contents; of an image, what the last run found in it
     * @param image the reference, where the source is one
     * @param input over all that a run depends on: a change of it runs again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ObservedSource(
            @Nullable String digest,
            @Nullable String image,
            @Nullable String input) {}

    /**
     * @param version of the migration; empty for a repeatable one
     * @param description from the file's name
     * @param file its name
     * @param installedOn when it was applied
     * @param milliseconds that it took
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Applied(
            @Nullable String version,
            @Nullable String description,
            @Nullable String file,
            @Nullable String installedOn,
            @Nullable Long milliseconds) {}

    /** What a run did to a table's rows. */
    public record TableCounts(String table, long inserted, long updated, long unchanged, long deleted) {}

    /**
     * @param version that failed
     * @param file that failed
     * @param line in that file
     * @param sqlState as the server said it
     * @param message what happened, and what to do
     * @param statement the beginning of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(
            @Nullable String version,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable String sqlState,
            String message,
            @Nullable String statement) {}
}
