package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.migration.Decision.Applied;
import dev.appdb.controller.migration.Decision.Failed;
import dev.appdb.controller.migration.Decision.Running;
import dev.appdb.controller.migration.Decision.Start;
import dev.appdb.controller.migration.Decision.StaysApplied;
import dev.appdb.controller.migration.Decision.StaysFailed;
import dev.appdb.controller.migration.Decision.Wait;
import dev.appdb.controller.migration.JobRun.End;
import dev.appdb.controller.status.Reason;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.ledger.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The second half of {@link Decide}, once it is known what has to be in the database: is it there, is it on its way, did it
 * fail, or does it have to start?
 */
final class DecideRun {
    /** What is usual in a pod's first seconds is trouble afterwards. */
    private static final Duration TO_START = Duration.ofSeconds(30);

    private final AppMigration migration;
    private final Observation seen;
    private final Wanted wanted;
    private final MigrationSettings settings;
    private final List<JobRun> runs;
    private final Memory memory;

    DecideRun(AppMigration migration, Observation seen, Wanted wanted, MigrationSettings settings) {
        this.migration = migration;
        this.seen = seen;
        this.wanted = wanted;
        this.settings = settings;
        this.runs = seen.runs(migration);
        this.memory = Memory.of(migration, wanted);
    }

    Decision next() {
        Optional<JobRun> going = runs.stream().filter(JobRun::isGoing).findFirst();
        if (going.isPresent()) {
            return underway(going.get());
        }
        if (seen.database().isPresent()) {
            Optional<Decision> known = applied().or(this::failed);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return Decide.obstacle(migration, seen).orElseGet(this::start);
    }

    private Decision underway(JobRun run) {
        if (!run.isOf(wanted)) {
            return new Wait(
                    Reason.Migrating,
                    "waits for Job %s, which runs what was wanted before; two runs never overlap".formatted(run.name()),
                    Decide.SOON);
        }
        Optional<String> stuck = stuck(run);
        if (stuck.isPresent()) {
            return new Running(wanted, run, stuck, Reason.PodNotStarting);
        }
        Optional<String> ended = seen.pod()
                .filter(pod -> pod.exitCode().orElse(0) != 0)
                .map(pod -> "pod %s ended with exit code %d%s"
                        .formatted(pod.name(), pod.exitCode().getAsInt(), lastWords(pod)));
        return new Running(wanted, run, ended, Reason.Migrating);
    }

    /** What is applied stays applied while the server is away, so this question comes first. */
    private Optional<Decision> applied() {
        if (isTokenPending()) {
            return Optional.empty();
        }
        return switch (seen.ledger()) {
            case LedgerView.Read(Optional<LedgerRow> last) ->
                last.filter(this::isWanted).filter(this::isNotOutdated).map(row -> applied(row));
            case LedgerView.Away away -> stays(away.why());
            case LedgerView.NotRead none -> stays("the database's Secret is not there");
        };
    }

    private Optional<Decision> stays(String trouble) {
        return memory.succeeded()
                        && current()
                                .filter(run -> run.end() instanceof End.Failed)
                                .isEmpty()
                ? Optional.of(new StaysApplied(wanted, trouble))
                : Optional.empty();
    }

    private Applied applied(LedgerRow row) {
        Optional<JobRun> run =
                runs.stream().filter(it -> it.name().equals(row.run())).findFirst();
        return new Applied(
                wanted,
                row,
                run,
                newest().equals(run) ? seen.pod().flatMap(PodReport::imageRef) : Optional.empty(),
                seen.copies());
    }

    private boolean isWanted(LedgerRow row) {
        boolean ofThisSource = !(wanted.source() instanceof Source.Files files)
                || files.digest().equals(row.sourceDigest());
        return row.result().outcome().successful() && row.input().equals(wanted.input()) && ofThisSource;
    }

    /** A run that was asked for after this row, or failed after it, counts more than the row. */
    private boolean isNotOutdated(LedgerRow row) {
        return current()
                .map(run -> run.name().equals(row.run()) || row.finishedAt().isAfter(run.created()))
                .orElseGet(() -> !memory.stalled()
                        || memory.notReadySince()
                                .filter(row.finishedAt()::isAfter)
                                .isPresent());
    }

    private Optional<Decision> failed() {
        if (current().isEmpty()) {
            return memory.stalled() && !isTokenPending() ? Optional.of(new StaysFailed(wanted)) : Optional.empty();
        }
        JobRun run = current().get();
        return switch (run.end()) {
            case End.Failed end -> failed(run, RunFailure.of(run, end, seen.pod()), end.at());
            // Its row was seen before, so somebody dropped the table: there is no reason to hesitate.
            case End.Complete end when memory.succeeded() -> Optional.empty();
            case End.Complete end ->
                seen.ledger() instanceof LedgerView.Read(Optional<LedgerRow> last)
                        ? failed(run, withoutItsRow(run, last), end.at())
                        : Optional.empty();
            case End.Going none -> Optional.empty();
        };
    }

    private static RunFailure withoutItsRow(JobRun run, Optional<LedgerRow> last) {
        return last.filter(row -> row.run().equals(run.name())).isPresent()
                ? RunFailure.otherFiles(run)
                : RunFailure.withoutRow(run);
    }

    /** Empty once it is time for the next attempt. */
    private Optional<Decision> failed(JobRun run, RunFailure failure, Instant at) {
        if (!failure.failure().retryable()) {
            return Optional.of(new Failed(wanted, run, failure, Optional.empty()));
        }
        Instant next = at.plus(RetryDelay.after(failuresInARow()));
        return next.isAfter(seen.now())
                ? Optional.of(new Failed(wanted, run, failure, Optional.of(next)))
                : Optional.empty();
    }

    /** Back to the run that the ledger's last row is of: that one did not fail. */
    private int failuresInARow() {
        Optional<String> good = seen.ledger() instanceof LedgerView.Read(Optional<LedgerRow> last)
                ? last.map(LedgerRow::run)
                : Optional.empty();
        return (int) runs.reversed().stream()
                .filter(JobRun::own)
                .takeWhile(run -> run.input().equals(wanted.input())
                        && good.filter(run.name()::equals).isEmpty())
                .count();
    }

    private Decision start() {
        int attempt =
                1 + Math.max(memory.attempt(), newest().map(JobRun::attempt).orElse(0));
        return new Start(
                wanted,
                attempt,
                MigrationJob.of(migration, wanted, attempt, settings),
                wanted.source() instanceof Source.Files files ? files.copy() : Optional.empty());
    }

    private boolean isTokenPending() {
        return !wanted.token().isEmpty()
                && !wanted.token().equals(memory.runToken())
                && newest().filter(run -> run.token().equals(wanted.token())).isEmpty();
    }

    /** The newest run, if it is of what is wanted: an older one of the same input was ended by what came between. */
    private Optional<JobRun> current() {
        return isTokenPending() ? Optional.empty() : newest().filter(run -> run.isOf(wanted));
    }

    private Optional<JobRun> newest() {
        return runs.reversed().stream().findFirst().filter(JobRun::own);
    }

    private Optional<String> stuck(JobRun run) {
        boolean late = run.created().plus(TO_START).isBefore(seen.now());
        if (seen.pod().isEmpty()) {
            return late
                    ? Optional.of("it has no pod: kubectl describe job/%s tells why".formatted(run.name()))
                    : Optional.empty();
        }
        PodReport pod = seen.pod().get();
        return pod.waiting().filter(why -> late || !isUsual(why)).map(why -> "pod %s does not start: %s%s"
                .formatted(
                        pod.name(),
                        why,
                        isUsual(why) ? "; kubectl describe pod/%s tells why".formatted(pod.name()) : ""));
    }

    private static boolean isUsual(String waiting) {
        return waiting.startsWith("ContainerCreating") || waiting.startsWith("PodInitializing");
    }

    private static String lastWords(PodReport pod) {
        return pod.termination()
                .flatMap(RunFailure::result)
                .flatMap(result -> result.failure().map(Failure::sentence))
                .map(sentence -> ": " + sentence)
                .orElse("");
    }
}
