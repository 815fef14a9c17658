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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what became of an AppDatabase into its status. */
final class Report {
    private final Conditions conditions;

    Report(Conditions conditions) {
        this.conditions = conditions;
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

    /** All is there. */
    AppDatabase provisioned(AppDatabase database, Decision.Provision done) {
        TenantNames names = done.wanted().names();
        String name = database.getMetadata().getName();
        List<Condition> after = conditions.with(
                conditions.of(conditionsOf(database), ready(name, done), generation(database)),
                Conditions.SERVER_REACHABLE,
                true,
                Reason.Reachable,
                "the server of class %s answered".formatted(done.className()),
                generation(database));
        boolean readonly = done.wanted().kinds().contains(Kind.READONLY);
        return with(
                database,
                new AppDatabaseStatus(
                        generation(database),
                        done.className(),
                        names.schema().name(),
                        new Roles(
                                names.owner().name(),
                                names.kindRole(Kind.APP).name(),
                                readonly ? names.kindRole(Kind.READONLY).name() : null),
                        new Binding(AppDb.appSecret(name)),
                        null,
                        null,
                        null,
                        after),
                after);
    }

    static State ready(String name, Decision.Provision done) {
        return new State.Ready(
                Reason.Provisioned,
                "schema %s is there; apps connect with Secret %s"
                        .formatted(done.wanted().names().schema().name(), AppDb.appSecret(name)));
    }

    static @Nullable List<Condition> conditionsOf(AppDatabase database) {
        return database.getStatus() == null ? null : database.getStatus().conditions();
    }

    private static long generation(AppDatabase database) {
        return database.getMetadata().getGeneration();
    }

    private static AppDatabase with(
            AppDatabase database, @Nullable AppDatabaseStatus known, List<Condition> conditions) {
        var reported = new AppDatabase();
        reported.setMetadata(database.getMetadata());
        reported.setSpec(database.getSpec());
        reported.setStatus(
                known == null
                        ? new AppDatabaseStatus(
                                generation(database), null, null, null, null, null, null, null, conditions)
                        : new AppDatabaseStatus(
                                generation(database),
                                known.boundClass(),
                                known.schema(),
                                known.roles(),
                                known.binding(),
                                known.rotatedAt(),
                                known.rotateToken(),
                                known.adoption(),
                                conditions));
        return reported;
    }
}
