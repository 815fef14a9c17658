package dev.appdb.controller.migration;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.Durations;
import dev.appdb.api.Execution;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Job that a run needs. Named by what it does, how, and which attempt it is, so that asking twice makes one; never
 * changed once it is made. Its name is the run's name in the ledger.
 */
final class MigrationJob {
    /** The runner's exit code for what only a person can heal: trying again would fail the same way. */
    private static final int NEEDS_PERSON = 2;

    private static final int BACKOFF_LIMIT = 3;
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final Duration TTL = Duration.ofDays(1);

    /** The outcome is read from the finished Job, also by an operator that was just replaced. */
    private static final Duration SHORTEST_TTL = Duration.ofMinutes(1);

    private MigrationJob() {}

    static Job of(AppMigration migration, Wanted wanted, int attempt, MigrationSettings settings) {
        Execution execution = Wanted.execution(migration);
        String name = name(migration, wanted, attempt);
        return new JobBuilder()
                .withMetadata(Owned.by(migration)
                        .withName(name)
                        .withAnnotations(annotations(wanted, attempt))
                        .build())
                .withNewSpec()
                .withBackoffLimit(Optional.ofNullable(execution.backoffLimit()).orElse(BACKOFF_LIMIT))
                .withActiveDeadlineSeconds(Math.max(
                        1, duration(execution.activeDeadline(), DEADLINE).toSeconds()))
                .withTtlSecondsAfterFinished(ttl(execution))
                .withPodFailurePolicy(failAtOnceWhereNothingHeals())
                .withTemplate(RunnerPod.of(migration, wanted, name, settings))
                .endSpec()
                .build();
    }

    private static String name(AppMigration migration, Wanted wanted, int attempt) {
        Digest identity = Digest.of(migration.getMetadata().getUid(), wanted.input(), wanted.execution(), attempt);
        return migration.getMetadata().getName() + "-" + identity.brief();
    }

    private static Map<String, String> annotations(Wanted wanted, int attempt) {
        Map<String, String> notes = new TreeMap<>(Map.of(
                JobRun.INPUT,
                wanted.input(),
                JobRun.EXECUTION,
                wanted.execution(),
                JobRun.ATTEMPT,
                Integer.toString(attempt)));
        if (!wanted.token().isEmpty()) {
            notes.put(AppDb.RUN_NOW, wanted.token());
        }
        return notes;
    }

    private static int ttl(Execution execution) {
        Duration ttl = duration(execution.ttl(), TTL);
        return Math.toIntExact(Math.max(SHORTEST_TTL.toSeconds(), ttl.toSeconds()));
    }

    private static Duration duration(@Nullable String given, Duration otherwise) {
        return given == null ? otherwise : Durations.parse(given);
    }

    private static PodFailurePolicy failAtOnceWhereNothingHeals() {
        return new PodFailurePolicyBuilder()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName(RunnerPod.CONTAINER)
                .withOperator("In")
                .withValues(NEEDS_PERSON)
                .endOnExitCodes()
                .endRule()
                .build();
    }
}
