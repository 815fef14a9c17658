package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Readopt;
import dev.appdb.api.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * What a class says about tenants whose AppDatabases are gone.
 *
 * @param lockGrace how long nothing happens to one that stays
 * @param trashRetention how long one can be restored
 * @param byName whether a namespace made anew gets what the one of its name had
 */
record Rules(Duration lockGrace, Duration trashRetention, boolean byName) {
    private static final Duration LOCK_GRACE = Duration.ofHours(1);
    private static final Duration TRASH_RETENTION = Duration.ofDays(7);

    static Rules of(AppDatabaseClass databaseClass) {
        var spec = databaseClass.getSpec();
        return new Rules(
                Optional.ofNullable(spec.lockGrace()).map(Durations::parse).orElse(LOCK_GRACE),
                Optional.ofNullable(spec.trashRetention()).map(Durations::parse).orElse(TRASH_RETENTION),
                spec.readopt() == Readopt.NamespaceName);
    }
}
