package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.controller.server.ServerIdentity;
import dev.appdb.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what was decided about a class into its status. */
final class Report {
    private final Conditions conditions;

    Report(Conditions conditions) {
        this.conditions = conditions;
    }

    AppDatabaseClass of(AppDatabaseClass databaseClass, Decision decision, int databases) {
        long generation = databaseClass.getMetadata().getGeneration();
        var reported = new AppDatabaseClass();
        reported.setMetadata(databaseClass.getMetadata());
        reported.setSpec(databaseClass.getSpec());
        reported.setStatus(new AppDatabaseClassStatus(
                generation,
                decision.serverVersion().orElse(null),
                decision.pinned().map(ServerIdentity::systemIdentifier).orElse(null),
                decision.pinned().map(ServerIdentity::databaseOid).orElse(null),
                databases,
                null,
                null,
                null,
                null,
                conditions.of(conditionsOf(databaseClass), decision.state(), generation)));
        return reported;
    }

    static @Nullable List<Condition> conditionsOf(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() == null
                ? null
                : databaseClass.getStatus().conditions();
    }
}
