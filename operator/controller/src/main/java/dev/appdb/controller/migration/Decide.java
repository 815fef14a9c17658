package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.migration.Decision.Blocked;
import dev.appdb.controller.migration.Decision.Wait;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Pure: the same resource and observation always give the same decision. */
final class Decide {
    /** For what no event tells, or an event might miss. */
    static final Duration SOON = Duration.ofSeconds(10);

    private Decide() {}

    static Decision next(AppMigration migration, Observation seen, MigrationSettings settings) {
        Optional<AppMigration> elder = elderWithSameHistory(migration, seen);
        if (elder.isPresent()) {
            return new Blocked(Reason.HistoryTableShared, shared(migration, elder.get()), Optional.of(SOON));
        }
        return switch (Sources.of(migration, seen.configMaps())) {
            case Source.Missing missing ->
                new Blocked(Reason.SourceNotFound, notFound(migration, missing), Optional.of(SOON));
            case Source.Invalid invalid -> new Blocked(Reason.SourceInvalid, invalid.message(), Optional.empty());
            case Source.Found found -> new DecideRun(migration, seen, Wanted.of(migration, found), settings).next();
        };
    }

    /** Why no run can start now, if so. */
    static Optional<Decision> obstacle(AppMigration migration, Observation seen) {
        String name = migration.getSpec().databaseRef().name();
        if (seen.database().isEmpty()) {
            return Optional.of(new Wait(
                    Reason.DatabaseNotFound,
                    "waits for AppDatabase %s, which namespace %s does not have: apply it, or correct spec.databaseRef in a new AppMigration"
                            .formatted(name, migration.getMetadata().getNamespace()),
                    SOON));
        }
        AppDatabase database = seen.database().get();
        if (!isReady(database)) {
            return Optional.of(new Wait(
                    Reason.DatabaseNotReady, "waits for AppDatabase %s%s".formatted(name, saying(database)), SOON));
        }
        return switch (seen.ledger()) {
            case LedgerView.Away(String why, boolean passing)
            when passing ->
                Optional.of(new Wait(Reason.ServerUnreachable, "waits until the ledger can be read: " + why, SOON));
            case LedgerView.Away(String why, boolean passing) ->
                Optional.of(new Blocked(Reason.ServerError, "the ledger cannot be read: " + why, Optional.of(SOON)));
            case LedgerView.NotRead none ->
                Optional.of(new Wait(
                        Reason.DatabaseNotReady,
                        "waits for the Secret %s of AppDatabase %s".formatted(AppDb.migratorSecret(name), name),
                        SOON));
            case LedgerView.Read read -> Optional.empty();
        };
    }

    private static boolean isReady(AppDatabase database) {
        return database.getStatus() != null
                && Conditions.isTrue(database.getStatus().conditions(), Conditions.READY);
    }

    private static String saying(AppDatabase database) {
        return Optional.ofNullable(database.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY))
                .map(ready -> ", which is not ready: %s, %s".formatted(ready.getReason(), orEmpty(ready.getMessage())))
                .orElse(", which nobody has looked at yet");
    }

    private static Optional<AppMigration> elderWithSameHistory(AppMigration migration, Observation seen) {
        Comparator<AppMigration> age = Comparator.<AppMigration, String>comparing(
                        other -> orEmpty(other.getMetadata().getCreationTimestamp()))
                .thenComparing(other -> other.getMetadata().getName());
        return seen.neighbours().stream()
                .filter(other -> !other.getMetadata()
                        .getName()
                        .equals(migration.getMetadata().getName()))
                .filter(other ->
                        other.getSpec().databaseRef().equals(migration.getSpec().databaseRef()))
                .filter(other -> other.getSpec()
                        .historyTable()
                        .equals(migration.getSpec().historyTable()))
                .filter(other -> age.compare(other, migration) < 0)
                .min(age);
    }

    private static String shared(AppMigration migration, AppMigration elder) {
        return "AppMigration %s already keeps the history of AppDatabase %s in table %s: delete one of the two, or make this one anew with another spec.historyTable"
                .formatted(
                        elder.getMetadata().getName(),
                        migration.getSpec().databaseRef().name(),
                        migration.getSpec().historyTable());
    }

    private static String notFound(AppMigration migration, Source.Missing missing) {
        return "namespace %s has no ConfigMap %s: make it, or correct spec.source.configMaps; the migration goes on by itself then"
                .formatted(migration.getMetadata().getNamespace(), String.join(", ", missing.configMaps()));
    }
}
