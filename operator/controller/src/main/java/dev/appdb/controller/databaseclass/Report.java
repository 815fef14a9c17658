package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.api.AppDatabaseClassStatus.Trashed;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.departure.Leftovers;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.ServerIdentity;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what was decided about a class into its status. */
final class Report {
    private final Conditions conditions;
    private final Settings settings;

    Report(Conditions conditions, Settings settings) {
        this.conditions = conditions;
        this.settings = settings;
    }

    AppDatabaseClass of(AppDatabaseClass databaseClass, Decision decision, Observation seen) {
        long generation = databaseClass.getMetadata().getGeneration();
        Integer connections = databaseClass.getSpec().connectionBudget() == null ? null : seen.connections();
        var reported = new AppDatabaseClass();
        reported.setMetadata(databaseClass.getMetadata());
        reported.setSpec(databaseClass.getSpec());
        reported.setStatus(new AppDatabaseClassStatus(
                generation,
                decision.serverVersion().orElse(null),
                decision.pinned().map(ServerIdentity::systemIdentifier).orElse(null),
                decision.pinned().map(ServerIdentity::databaseOid).orElse(null),
                seen.databases(),
                orphans(databaseClass, seen.leftovers()),
                UsableFrom.of(databaseClass, settings.operatorNamespace()),
                connections,
                trash(databaseClass, seen.leftovers()),
                conditions.of(conditionsOf(databaseClass), decision.state(), generation)));
        return reported;
    }

    static @Nullable List<Condition> conditionsOf(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() == null
                ? null
                : databaseClass.getStatus().conditions();
    }

    /** What was known stays until something else is. */
    private static @Nullable Integer orphans(AppDatabaseClass databaseClass, Optional<Leftovers> leftovers) {
        return leftovers
                .map(Leftovers::orphans)
                .or(() -> Optional.ofNullable(databaseClass.getStatus()).map(AppDatabaseClassStatus::orphans))
                .orElse(null);
    }

    private static @Nullable List<Trashed> trash(AppDatabaseClass databaseClass, Optional<Leftovers> leftovers) {
        return leftovers
                .map(Leftovers::trash)
                .or(() -> Optional.ofNullable(databaseClass.getStatus()).map(AppDatabaseClassStatus::trash))
                .orElse(null);
    }
}
