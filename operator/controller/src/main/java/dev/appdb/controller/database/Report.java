package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDatabaseStatus.Binding;
import dev.appdb.api.AppDatabaseStatus.Roles;
import dev.appdb.api.AppDb;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.TenantNames;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what became of an AppDatabase into its status. */
final class Report {
    private final Conditions conditions;
    private final Clock clock;

    Report(Clock clock) {
        this.conditions = new Conditions(clock);
        this.clock = clock;
    }

    /** A new generation is not ready until it was worked on. */
    AppDatabase acknowledged(AppDatabase database) {
        return held(
                database,
                new State.InProgress(
                        Reason.Reconciling,
                        "generation %d is looked at"
                                .formatted(database.getMetadata().getGeneration())));
    }

    /** Nothing was done; what is known of it stays. */
    AppDatabase held(AppDatabase database, State state) {
        AppDatabaseStatus before = database.getStatus();
        return with(database, before, conditions.of(conditionsOf(database), state, generation(database)));
    }

    /**
     * A schema that is gone: what to type to start empty names the moment since when it is told, so that it is about this
     * loss and no other.
     */
    State lossOf(AppDatabase database, Trouble trouble) {
        String since = conditions.since(conditionsOf(database), Conditions.READY, false);
        return new State.Stalled(
                trouble.reason(),
                "%s. To start empty, with all its data lost: %s"
                        .formatted(trouble.message(), Annotations.command(database, AppDb.RECREATE_SCHEMA, since)));
    }

    /** What is applied stays so, but its server can't be worked on. */
    AppDatabase kept(AppDatabase database, Trouble trouble) {
        List<Condition> after = conditions.with(
                conditionsOf(database),
                Conditions.SERVER_REACHABLE,
                false,
                trouble.reason(),
                "What is applied stays, but can't be looked after: " + trouble.message(),
                generation(database));
        return with(database, database.getStatus(), after);
    }

    /** What adopting would change is there to be read. */
    AppDatabase proposed(AppDatabase database, Decision.Propose proposal) {
        AppDatabase held = held(database, proposal.state());
        AppDatabaseStatus status = held.getStatus();
        held.setStatus(new AppDatabaseStatus(
                status.observedGeneration(),
                status.boundClass(),
                status.schema(),
                status.roles(),
                status.binding(),
                status.rotatedAt(),
                status.rotateToken(),
                proposal.adoption(),
                status.connections(),
                status.conditions()));
        return held;
    }

    /** All is there. */
    AppDatabase provisioned(AppDatabase database, Decision.Provision done, Provisioned made) {
        TenantNames names = done.wanted().names();
        List<Condition> after = conditions.with(
                conditions.of(conditionsOf(database), Readiness.of(database, done, made), generation(database)),
                Conditions.SERVER_REACHABLE,
                true,
                Reason.Reachable,
                "the server of class %s answered".formatted(done.className()),
                generation(database));
        boolean readonly = done.wanted().kinds().contains(Kind.READONLY);
        var rotated = RotationStatus.after(database, done.rotation(), made, clock.instant());
        AppDatabase reported = copy(database);
        reported.setStatus(new AppDatabaseStatus(
                generation(database),
                done.className(),
                names.schema().name(),
                new Roles(
                        names.owner().name(),
                        names.kindRole(Kind.APP).name(),
                        readonly ? names.kindRole(Kind.READONLY).name() : null),
                new Binding(AppDb.appSecret(database.getMetadata().getName())),
                rotated.at(),
                rotated.token(),
                null,
                done.terms().connections().isPresent()
                        ? done.terms().connections().getAsInt()
                        : null,
                after));
        return reported;
    }

    static @Nullable List<Condition> conditionsOf(AppDatabase database) {
        return database.getStatus() == null ? null : database.getStatus().conditions();
    }

    private static long generation(AppDatabase database) {
        return database.getMetadata().getGeneration();
    }

    private static AppDatabase with(
            AppDatabase database, @Nullable AppDatabaseStatus known, List<Condition> conditions) {
        AppDatabase reported = copy(database);
        reported.setStatus(
                known == null
                        ? new AppDatabaseStatus(
                                generation(database), null, null, null, null, null, null, null, null, conditions)
                        : new AppDatabaseStatus(
                                generation(database),
                                known.boundClass(),
                                known.schema(),
                                known.roles(),
                                known.binding(),
                                known.rotatedAt(),
                                known.rotateToken(),
                                known.adoption(),
                                known.connections(),
                                conditions));
        return reported;
    }

    private static AppDatabase copy(AppDatabase database) {
        var copy = new AppDatabase();
        copy.setMetadata(database.getMetadata());
        copy.setSpec(database.getSpec());
        return copy;
    }
}
