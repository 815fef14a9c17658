package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param databaseRef the AppDatabase, in the same namespace
 * @param historyTable where the applied migrations are kept; each AppMigration of a database has its own
 * @param source where migrations and static data come from
 * @param placeholders values for {@code ${name}} in the scripts
 * @param target the newest version to apply; all of them when absent
 * @param staticData which files of the source are tables' rows
 * @param skip records the source as skipped and runs nothing, so that gates open
 * @param execution how the Job runs
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.databaseRef.name == oldSelf.databaseRef.name",
        message = "databaseRef is immutable: make another AppMigration for another database")
@ValidationRule(
        value = "self.historyTable != 'appdb_ledger'",
        message = "historyTable cannot be the ledger's own table")
@ValidationRule(
        value = "self.historyTable == oldSelf.historyTable",
        message = "historyTable is immutable: what was applied is recorded there")
public record AppMigrationSpec(
        @Required DatabaseRef databaseRef,

        @Default("flyway_schema_history") @Size(max = 63) @Pattern("^[a-z_][a-z0-9_]*$")
        String historyTable,

        @Required MigrationSource source,
        @Nullable @Size(max = 100) Map<String, String> placeholders,

        @Nullable @Size(max = 50) @Pattern("^[0-9]+([._][0-9]+)*$")
        String target,

        @Nullable StaticData staticData,
        @Nullable Boolean skip,
        @Nullable Execution execution) {

    public AppMigrationSpec {
        // What a client that knows no defaults leaves out, the API server fills in; local mode has no API server.
        historyTable = historyTable == null ? "flyway_schema_history" : historyTable;
    }

    /** @param name of the AppDatabase */
    public record DatabaseRef(
            @Required @Size(min = 1, max = 63) String name) {}

    /** @param paths files, directories or patterns such as {@code *.csv}, relative to the source's root */
    @ValidationRule(
            value = "self.paths.all(p, !p.startsWith('/') && !p.split('/').exists(part, part == '..'))",
            message = "paths are relative to the source's root and stay inside it")
    public record StaticData(
            @Required @Size(min = 1, max = 50) List<@Size(min = 1, max = 255) String> paths) {}
}
