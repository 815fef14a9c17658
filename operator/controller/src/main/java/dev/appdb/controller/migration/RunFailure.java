package dev.appdb.controller.migration;

import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.status.Reason;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.RunResult;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a run ended badly: in the runner's own words, where it still had some, otherwise in those of its Job.
 *
 * @param result what else the runner told
 */
record RunFailure(Failure failure, Optional<RunResult> result) {
    private static final int KILLED = 137;

    static RunFailure of(JobRun run, JobRun.End.Failed end, Optional<PodReport> pod) {
        Optional<RunResult> told = pod.flatMap(PodReport::termination).flatMap(RunFailure::result);
        return told.flatMap(RunResult::failure)
                .map(failure -> new RunFailure(failure, told))
                .orElseGet(() -> new RunFailure(byJob(run, end, pod), told));
    }

    /** Whether the migration itself failed, or the Job around it. */
    Reason reason() {
        return result.isPresent() ? Reason.MigrationFailed : Reason.JobFailed;
    }

    /** The row was lost, or never written: a new run finds out, and repeats nothing that the history holds. */
    static RunFailure withoutRow(JobRun run) {
        return passing(
                "Job %s completed, and the ledger has no row of it".formatted(run.name()),
                "If this goes on, look at kubectl logs job/%s, and at who else writes table appdb_ledger."
                        .formatted(run.name()));
    }

    static RunFailure otherFiles(JobRun run) {
        return passing(
                "Job %s found other files than those it was made for".formatted(run.name()),
                "A ConfigMap of the source was changed while the Job started; the next run takes it as it is now.");
    }

    private static RunFailure passing(String message, String hint) {
        return new RunFailure(Failure.needsPerson(message, hint).retryable(true), Optional.empty());
    }

    /** What the runner says in its termination message; empty if that is something else, such as the end of a log. */
    static Optional<RunResult> result(String termination) {
        try {
            // A line of a log may be JSON too: of nothing, or of another shape.
            return Optional.ofNullable(RunResult.fromJson(termination))
                    .filter(result -> Objects.nonNull(result.outcome()));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Failure byJob(JobRun run, JobRun.End.Failed end, Optional<PodReport> pod) {
        boolean retryable = !end.reason().equals("PodFailurePolicy");
        if (end.reason().equals("DeadlineExceeded")) {
            return Failure.needsPerson(
                            "Job %s did not end within its deadline".formatted(run.name()),
                            "What was not committed is rolled back. Raise spec.execution.activeDeadline, or find what it waits for.")
                    .retryable(true);
        }
        String exit = pod.filter(it -> it.exitCode().isPresent())
                .map(it -> "pod %s ended with exit code %d%s"
                        .formatted(it.name(), it.exitCode().getAsInt(), lastWords(it)))
                .orElse("its pod is gone");
        return Failure.needsPerson(
                        "Job %s failed: %s, %s; %s".formatted(run.name(), end.reason(), end.message(), exit),
                        hint(run, pod))
                .retryable(retryable);
    }

    private static String lastWords(PodReport pod) {
        return pod.termination()
                .filter(text -> !text.isBlank())
                .map(text -> ": " + text.strip())
                .orElse("");
    }

    private static String hint(JobRun run, Optional<PodReport> pod) {
        return pod.filter(it -> it.exitCode().orElse(0) == KILLED).isPresent()
                ? "Exit code 137 means killed, most often for want of memory: raise spec.execution.resources.limits.memory."
                : "More may stand in kubectl logs job/%s.".formatted(run.name());
    }
}
