package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.Failure;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.output.ValidateOutput;

/** Says in plain words how a source and its history contradict each other. */
final class Contradiction {
    private Contradiction() {}

    static Failure of(ValidateOutput found, History history) {
        String version = Optional.ofNullable(found.version).orElse("");
        String name = version.isEmpty() ? "repeatable '" + found.description + "'" : "version " + version;
        String file = Optional.ofNullable(found.filepath).orElse("");
        Failure failure = found.errorDetails.errorCode instanceof CoreErrorCode code
                ? explained(code, name, found, history)
                : Failure.needsPerson(found.errorDetails.errorMessage, "");
        return failure.in(file, 0).ofVersion(version);
    }

    private static Failure explained(CoreErrorCode code, String name, ValidateOutput found, History history) {
        return switch (code) {
            case CHECKSUM_MISMATCH ->
                Failure.needsPerson(
                        "%s was applied already, and its file has been edited since".formatted(name),
                        "Restore the file as it was applied, and put the change into a new migration.");
            case DESCRIPTION_MISMATCH ->
                Failure.needsPerson(
                        "%s was applied as '%s', and its file has been renamed since"
                                .formatted(name, found.description),
                        "Give the file its old name back; a different migration needs a version of its own.");
            case TYPE_MISMATCH ->
                Failure.needsPerson(
                        "%s was applied as another kind of migration".formatted(name),
                        "Give the file its old prefix back.");
            case APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED ->
                Failure.needsPerson(
                        "%s (%s) was applied, and its file is missing from the source"
                                .formatted(name, found.description),
                        "Put the file back; to take back what it did, add a new migration.");
            case RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED ->
                Failure.needsPerson(
                        "%s is older than the newest version applied, and has not been applied".formatted(name),
                        "Give it a version above all that are applied, or set execution.outOfOrder: true to apply it"
                                + " late.");
            case FAILED_VERSIONED_MIGRATION, FAILED_REPEATABLE_MIGRATION ->
                Failure.needsPerson(
                        "%s failed half-way in an earlier run, outside a transaction, and its file is unchanged"
                                .formatted(name),
                        "Undo what it did or make it repeatable, then change the file (a comment is enough): a changed"
                                + " file runs again.");
            default ->
                Failure.needsPerson(
                        found.errorDetails.errorMessage,
                        "Compare the source with the history %s.".formatted(history.table()));
        };
    }
}
