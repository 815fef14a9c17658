package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.flyway.Scripts.Script;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;

/** Whether a history holds certain migrations; pure. */
public record HistoryMatch(List<HistoryRow> rows) {

    /** The first script that the history does not hold as it is, and why; empty if it holds all. */
    public Optional<String> missing(Scripts scripts) {
        return scripts.scripts().stream()
                .filter(script -> script.versioned() || script.repeatable())
                .flatMap(script -> why(script, scripts.texts().getOrDefault(script.file(), "")).stream())
                .findFirst();
    }

    /**
     * This very version, applied; a higher one does not imply it.
     *
     * @throws FailedRun if it is not a version
     */
    public boolean holds(String version) {
        MigrationVersion wanted = Versions.of("--version", version);
        return applied(row -> sameVersion(row, wanted));
    }

    private Optional<String> why(Script script, String text) {
        int checksum = ChecksumCalculator.calculate(new MemoryResources.MemoryResource(script.file(), text));
        return script.version()
                .map(version -> whyVersion(script, version, checksum))
                .orElseGet(() -> whyRepeatable(script, text, checksum));
    }

    private Optional<String> whyVersion(Script script, MigrationVersion version, int checksum) {
        boolean below = applied(row -> row.type().contains("BASELINE") && atLeast(row, version));
        // On a database that has its versions already, the engine passes a baseline script over.
        boolean passedOver = script.prefix().equals("B") && applied(row -> atLeast(row, version));
        if (below || passedOver) {
            return Optional.empty();
        }
        if (!applied(row -> sameVersion(row, version))) {
            return Optional.of(script.file() + " is not in the history");
        }
        return applied(row -> sameVersion(row, version) && row.checksum().equals(Optional.of(checksum)))
                ? Optional.empty()
                : Optional.of(
                        script.file() + " is in the history with another checksum: it was applied from other files");
    }

    /** Any of its applications will do: a newer one is what a rollback finds, and repeatables never go back. */
    private Optional<String> whyRepeatable(Script script, String text, int checksum) {
        // The engine's checksum is of the text with placeholders filled in, which only the run knew.
        boolean anyText = text.contains("${");
        return applied(row -> row.version().isEmpty()
                        && row.description().equals(script.description())
                        && (anyText || row.checksum().equals(Optional.of(checksum))))
                ? Optional.empty()
                : Optional.of(script.file() + " is not in the history as it is now");
    }

    private boolean applied(Predicate<HistoryRow> wanted) {
        return rows.stream().filter(HistoryRow::success).anyMatch(wanted);
    }

    private static boolean sameVersion(HistoryRow row, MigrationVersion version) {
        return row.version().map(MigrationVersion::fromVersion).equals(Optional.of(version));
    }

    private static boolean atLeast(HistoryRow row, MigrationVersion version) {
        return row.version()
                .map(MigrationVersion::fromVersion)
                .filter(there -> there.compareTo(version) >= 0)
                .isPresent();
    }
}
