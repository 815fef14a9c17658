package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run, as its Job tells it.
 *
 * @param own whether it was made for this very AppMigration, not for one of the same name that is gone
 * @param attempt which of the AppMigration's runs it is; larger is newer
 */
record JobRun(
        String name, boolean own, String input, String execution, String token, int attempt, Instant created, End end) {
    static final String INPUT = AppDb.GROUP + "/input";
    static final String EXECUTION = AppDb.GROUP + "/execution";
    static final String ATTEMPT = AppDb.GROUP + "/attempt";

    /** By the Job's conditions: its counters lag and can be garbage collected. */
    sealed interface End {
        record Going() implements End {}

        record Complete(Instant at) implements End {}

        record Failed(Instant at, String reason, String message) implements End {}
    }

    static JobRun of(AppMigration migration, Job job) {
        Map<String, String> notes = orEmpty(job.getMetadata().getAnnotations());
        return new JobRun(
                job.getMetadata().getName(),
                Owned.isOwner(migration, job),
                orEmpty(notes.get(INPUT)),
                orEmpty(notes.get(EXECUTION)),
                orEmpty(notes.get(AppDb.RUN_NOW)),
                Integer.parseInt(notes.getOrDefault(ATTEMPT, "0")),
                Instant.parse(job.getMetadata().getCreationTimestamp()),
                end(job));
    }

    boolean isGoing() {
        return end instanceof End.Going;
    }

    /** Whether this run is of what is wanted now; a token that was obeyed may be removed again. */
    boolean isOf(Wanted wanted) {
        return own
                && input.equals(wanted.input())
                && execution.equals(wanted.execution())
                && (wanted.token().isEmpty() || token.equals(wanted.token()));
    }

    private static End end(Job job) {
        return Optional.ofNullable(job.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> "True".equals(condition.getStatus()))
                .<End>mapMulti((condition, next) -> {
                    switch (condition.getType()) {
                        case "Complete" -> next.accept(new End.Complete(at(condition)));
                        case "Failed" ->
                            next.accept(new End.Failed(
                                    at(condition), orEmpty(condition.getReason()), orEmpty(condition.getMessage())));
                        default -> {}
                    }
                })
                .findFirst()
                .orElseGet(End.Going::new);
    }

    private static Instant at(JobCondition condition) {
        return Instant.parse(condition.getLastTransitionTime());
    }
}
