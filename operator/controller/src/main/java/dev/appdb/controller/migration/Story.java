package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.api.AppMigrationStatus.TableCounts;
import dev.appdb.migrate.exchange.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people read in {@code kubectl describe}: conditions and Events in whole sentences. */
final class Story {
    private static final int LONGEST_LINE = 600;

    private Story() {}

    /** Of what is applied, told from the status alone: it outlives the Job, and the ledger may be away. */
    static String applied(AppMigrationStatus status) {
        return switch (status.phase()) {
            case Skipped -> "recorded as skipped (spec.skip): nothing was run";
            case SchemaAhead ->
                "the schema is at version %s, ahead of this source (version %s), which holds nothing that is missing; nothing goes back by itself"
                        .formatted(given(status.currentVersion()), given(status.targetVersion()));
            case null, default -> version(status) + staticData(orEmpty(status.staticData()));
        };
    }

    private static String version(AppMigrationStatus status) {
        return orEmpty(status.currentVersion()).isEmpty()
                ? "all of the source is applied"
                : "the schema is at version " + status.currentVersion();
    }

    private static String staticData(List<TableCounts> tables) {
        return tables.isEmpty()
                ? ""
                : "; static data of %s: %d inserted, %d updated, %d unchanged"
                        .formatted(
                                tables.size() == 1 ? "1 table" : tables.size() + " tables",
                                tables.stream().mapToLong(TableCounts::inserted).sum(),
                                tables.stream().mapToLong(TableCounts::updated).sum(),
                                tables.stream()
                                        .mapToLong(TableCounts::unchanged)
                                        .sum());
    }

    /**
     * Where, what the server said, in which statement, what to do, and what happens next: a line each, the first of which
     * stands in {@code kubectl get} too.
     */
    static String failed(AppMigration migration, Decision.Failed failed) {
        return what(failed.failure().failure()) + "\n" + whatNext(migration, failed);
    }

    private static String what(Failure failure) {
        String where = failure.file().isEmpty()
                ? ""
                : failure.file() + (failure.line() > 0 ? ", line " + failure.line() : "") + ": ";
        String state = failure.sqlState().isEmpty() ? "" : " (SQLSTATE %s)".formatted(failure.sqlState());
        String statement =
                failure.statement().isBlank() ? "" : "\nStatement: %s".formatted(oneLine(failure.statement()));
        String hint =
                failure.hint().isBlank() ? "" : "\n" + sentence(failure.hint().strip());
        return sentence(where + oneLine(failure.message()) + state) + statement + hint;
    }

    private static String whatNext(AppMigration migration, Decision.Failed failed) {
        return failed.next()
                .map(next -> "Attempt %d failed; the next one starts at %s."
                        .formatted(failed.run().attempt(), next))
                .orElseGet(() -> ("It runs again by itself once its source or spec changes;"
                                + " to run it as it is: kubectl annotate --overwrite appmigration/%s -n %s appdb.dev/run-now=$(date +%%s)")
                        .formatted(
                                migration.getMetadata().getName(),
                                migration.getMetadata().getNamespace()));
    }

    static AppMigrationStatus.Failure status(Failure failure) {
        return new AppMigrationStatus.Failure(
                unlessEmpty(failure.version()),
                unlessEmpty(failure.file()),
                failure.line() > 0 ? failure.line() : null,
                unlessEmpty(failure.sqlState()),
                failure.hint().isBlank()
                        ? failure.message()
                        : sentence(failure.message().strip()) + " " + failure.hint(),
                unlessEmpty(failure.statement()));
    }

    static String running(Decision.Running running) {
        String job = "runs as Job " + running.run().name();
        return running.trouble().map(trouble -> job + "; " + trouble).orElse(job);
    }

    private static String given(@Nullable String version) {
        return version == null ? "none" : version;
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String sentence(String text) {
        return text.matches("(?s).*[.!?…]") ? text : text + ".";
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
