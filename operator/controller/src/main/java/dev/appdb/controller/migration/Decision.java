package dev.appdb.controller.migration;

import dev.appdb.controller.status.Reason;
import dev.appdb.migrate.ledger.LedgerRow;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to do next for one AppMigration. Exactly one of these follows from what was observed. */
sealed interface Decision {

    /**
     * The ledger holds what is wanted: nothing runs.
     *
     * @param run its Job, while there is one
     * @param imageRef which image the run really saw, where its pod still tells
     * @param leftovers copies of inline files that no Job needs any more
     */
    record Applied(
            Wanted wanted, LedgerRow row, Optional<JobRun> run, Optional<String> imageRef, List<ConfigMap> leftovers)
            implements Decision {}

    /** The status knows that what is wanted is applied, and the ledger can't be asked now: that is no reason to doubt. */
    record StaysApplied(Wanted wanted, String trouble) implements Decision {}

    /** Something else has to happen first, which it may by itself. */
    record Wait(Reason reason, String message, Duration again) implements Decision {}

    /**
     * A person has to change something before a Job can be made.
     *
     * @param again how often to look whether that has happened, where no event tells
     */
    record Blocked(Reason reason, String message, Optional<Duration> again) implements Decision {}

    /**
     * The Job is on its way.
     *
     * @param trouble what keeps its pod from starting, or what ended the last one
     */
    record Running(Wanted wanted, JobRun run, Optional<String> trouble, Reason reason) implements Decision {}

    /** Make the Job, and before it the copy of the inline files that it mounts. */
    record Start(Wanted wanted, int attempt, Job job, Optional<ConfigMap> copy) implements Decision {}

    /**
     * The last run ended badly.
     *
     * @param next when to try again; empty if only a person can heal it
     */
    record Failed(Wanted wanted, JobRun run, RunFailure failure, Optional<Instant> next) implements Decision {}

    /** It failed, and the Job that told so is gone. */
    record StaysFailed(Wanted wanted) implements Decision {}

    /** The API server did not take the Job. */
    record Refused(Wanted wanted, int attempt, String message, boolean retryable) implements Decision {}
}
