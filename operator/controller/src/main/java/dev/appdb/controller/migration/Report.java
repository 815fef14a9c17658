package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.migrate.exchange.Outcome;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Turns a decision into the status that tells it. */
final class Report {
    private final Conditions conditions;

    Report(Clock clock) {
        conditions = new Conditions(clock);
    }

    /** The first thing that anybody hears of a new generation; what was known is kept. */
    AppMigration begun(AppMigration migration) {
        return with(
                migration,
                new Draft(migration).sameFailure(),
                new State.InProgress(
                        Reason.Reconciling, "looks at what generation %d wants".formatted(generation(migration))));
    }

    AppMigration of(AppMigration migration, Decision decision) {
        Draft draft = draft(migration, decision);
        return with(migration, draft, state(migration, decision, draft.build(0, List.of())), reachable(decision));
    }

    private static Draft draft(AppMigration migration, Decision decision) {
        Draft draft = new Draft(migration);
        return switch (decision) {
            case Decision.Applied done -> applied(draft, done);
            case Decision.StaysApplied done -> draft.wanted(done.wanted());
            case Decision.Wait wait -> draft.phase(Phase.Pending);
            case Decision.Blocked blocked -> draft.phase(Phase.Failed);
            case Decision.Running it ->
                draft.wanted(it.wanted())
                        .phase(Phase.Running)
                        .run(it.run().name(), it.run().attempt());
            case Decision.Start start ->
                draft.wanted(start.wanted())
                        .phase(Phase.Running)
                        .run(start.job().getMetadata().getName(), start.attempt());
            case Decision.Failed failed -> failed(draft, failed);
            case Decision.StaysFailed failed ->
                draft.wanted(failed.wanted()).phase(Phase.Failed).sameFailure();
            case Decision.Refused refused -> draft.wanted(refused.wanted()).phase(Phase.Failed);
        };
    }

    private static Draft applied(Draft draft, Decision.Applied done) {
        draft.wanted(done.wanted())
                .phase(phase(done.row().result().outcome()))
                .result(done.row().result());
        done.run().ifPresent(run -> draft.run(run.name(), run.attempt()));
        return done.wanted().source() instanceof Source.Image image
                ? draft.saw(image, done.row().sourceDigest(), done.imageRef())
                : draft;
    }

    private static Draft failed(Draft draft, Decision.Failed failed) {
        draft.wanted(failed.wanted())
                .phase(Phase.Failed)
                .run(failed.run().name(), failed.run().attempt())
                .failure(failed.failure().failure());
        failed.failure().result().ifPresent(draft::result);
        return draft;
    }

    private static Phase phase(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> Phase.Succeeded;
            case SCHEMA_AHEAD -> Phase.SchemaAhead;
            case SKIPPED -> Phase.Skipped;
            case FAILED -> Phase.Failed;
        };
    }

    private static State state(AppMigration migration, Decision decision, AppMigrationStatus draft) {
        return switch (decision) {
            case Decision.Applied done -> done(draft);
            case Decision.StaysApplied done -> done(draft);
            case Decision.Wait wait -> new State.InProgress(wait.reason(), wait.message());
            case Decision.Blocked blocked -> new State.Stalled(blocked.reason(), blocked.message());
            case Decision.Running it -> new State.InProgress(it.reason(), Story.running(it));
            case Decision.Start start ->
                new State.InProgress(
                        Reason.Migrating,
                        "starts Job %s (attempt %d)"
                                .formatted(start.job().getMetadata().getName(), start.attempt()));
            case Decision.Failed failed ->
                failed.next().isPresent()
                        ? new State.InProgress(Reason.RetryingMigration, Story.failed(migration, failed))
                        : new State.Stalled(failed.failure().reason(), Story.failed(migration, failed));
            case Decision.StaysFailed failed -> said(migration);
            case Decision.Refused refused ->
                refused.retryable()
                        ? new State.InProgress(Reason.JobRefused, refused.message())
                        : new State.Stalled(Reason.JobRefused, refused.message());
        };
    }

    private static State done(AppMigrationStatus status) {
        Reason reason =
                switch (status.phase()) {
                    case Skipped -> Reason.Skipped;
                    case SchemaAhead -> Reason.SchemaAhead;
                    case null, default -> Reason.Migrated;
                };
        return new State.Ready(reason, Story.applied(status));
    }

    /** The failure is told once, when it happens; later passes repeat it. */
    private static State said(AppMigration migration) {
        return Optional.ofNullable(migration.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.STALLED))
                .map(stalled -> new State.Stalled(Reason.valueOf(stalled.getReason()), stalled.getMessage()))
                .orElseGet(() -> new State.Stalled(Reason.MigrationFailed, "the last run failed"));
    }

    private static Optional<State> reachable(Decision decision) {
        return switch (decision) {
            case Decision.Applied done -> Optional.of(new State.Ready(Reason.Reachable, "the ledger could be read"));
            case Decision.Start start -> Optional.of(new State.Ready(Reason.Reachable, "the ledger could be read"));
            case Decision.StaysApplied stays ->
                Optional.of(new State.InProgress(Reason.ServerUnreachable, stays.trouble()));
            case Decision.Wait wait
            when wait.reason() == Reason.ServerUnreachable ->
                Optional.of(new State.InProgress(Reason.ServerUnreachable, wait.message()));
            default -> Optional.empty();
        };
    }

    private AppMigration with(AppMigration migration, Draft draft, State state) {
        return with(migration, draft, state, Optional.empty());
    }

    private AppMigration with(AppMigration migration, Draft draft, State state, Optional<State> server) {
        long generation = generation(migration);
        List<Condition> before = migration.getStatus() == null
                ? List.of()
                : Given.orEmpty(migration.getStatus().conditions());
        List<Condition> after = conditions.of(before, state, generation);
        List<Condition> all = server.map(it -> conditions.with(
                        after,
                        Conditions.SERVER_REACHABLE,
                        it instanceof State.Ready,
                        it.reason(),
                        it.message(),
                        generation))
                .orElse(after);
        AppMigration reported = new AppMigration();
        reported.setMetadata(migration.getMetadata());
        reported.setSpec(migration.getSpec());
        reported.setStatus(draft.build(generation, all));
        return reported;
    }

    private static long generation(AppMigration migration) {
        return Optional.ofNullable(migration.getMetadata().getGeneration()).orElse(1L);
    }
}
