package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the status remembers where Jobs and the ledger can't tell: Jobs go with their TTL, and servers blink.
 *
 * @param runToken the token that was last obeyed
 * @param attempt the number of the last run
 * @param succeeded whether what is wanted was seen in the ledger
 * @param stalled whether what is wanted failed, and only a change or a token may start it again
 * @param notReadySince when what is wanted stopped to be true, or started to be wanted
 */
record Memory(String runToken, int attempt, boolean succeeded, boolean stalled, Optional<Instant> notReadySince) {
    private static final Set<Phase> DONE = Set.of(Phase.Succeeded, Phase.SchemaAhead, Phase.Skipped);

    private static final Set<String> FAILED = Set.of(Reason.MigrationFailed.name(), Reason.JobFailed.name());

    static Memory of(AppMigration migration, Wanted wanted) {
        AppMigrationStatus status = migration.getStatus();
        if (status == null) {
            return new Memory("", 0, false, false, Optional.empty());
        }
        boolean same = Optional.ofNullable(status.observedSource())
                .map(AppMigrationStatus.ObservedSource::input)
                .filter(wanted.input()::equals)
                .isPresent();
        return new Memory(
                orEmpty(status.runToken()),
                Optional.ofNullable(status.attempt()).orElse(0),
                same && status.phase() != null && DONE.contains(status.phase()),
                same && isStalled(status) && isOfThisGeneration(migration, status),
                Conditions.find(status.conditions(), Conditions.READY)
                        .filter(ready -> "False".equals(ready.getStatus()))
                        .map(Condition::getLastTransitionTime)
                        .map(Instant::parse));
    }

    private static boolean isStalled(AppMigrationStatus status) {
        return status.failure() != null
                && Conditions.find(status.conditions(), Conditions.STALLED)
                        .filter(stalled -> FAILED.contains(stalled.getReason()))
                        .isPresent();
    }

    private static boolean isOfThisGeneration(AppMigration migration, AppMigrationStatus status) {
        return Objects.equals(
                status.observedGeneration(), migration.getMetadata().getGeneration());
    }
}
