package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.Access;
import dev.appdb.api.Durations;
import dev.appdb.postgres.AppAccess;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Limits;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.Tenant;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.TenantNames;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tenant that an AppDatabase asks for. */
final class WantedTenant {
    private WantedTenant() {}

    /**
     * @param className the class that the database is bound to
     * @param namespaceUid so that a namespace made anew doesn't inherit
     * @throws IllegalArgumentException if a limit is out of PostgreSQL's bounds
     */
    static Tenant of(AppDatabase database, String className, String namespaceUid, String clusterId) {
        TenantKey key = key(database);
        return Tenant.wanted(
                Mark.of(clusterId, key.namespace(), namespaceUid, key.name(), className),
                access(database) == Access.App.Owner ? AppAccess.OWNER : AppAccess.READ_WRITE,
                kinds(database).contains(Kind.READONLY),
                limits(database),
                Optional.empty());
    }

    static TenantKey key(AppDatabase database) {
        return new TenantKey(
                database.getMetadata().getNamespace(), database.getMetadata().getName());
    }

    static TenantNames names(AppDatabase database) {
        return TenantNames.of(key(database));
    }

    /** Those that have a login, and so a Secret. */
    static Set<Kind> kinds(AppDatabase database) {
        boolean readonly = spec(database)
                .map(AppDatabaseSpec::access)
                .map(Access::readonly)
                .orElse(true);
        return readonly ? EnumSet.allOf(Kind.class) : EnumSet.of(Kind.APP, Kind.MIGRATOR);
    }

    private static Access.App access(AppDatabase database) {
        return spec(database).map(AppDatabaseSpec::access).map(Access::app).orElse(Access.App.ReadWrite);
    }

    private static Limits limits(AppDatabase database) {
        return spec(database)
                .map(AppDatabaseSpec::limits)
                .map(limits -> new Limits(
                        limits.connections() == null ? OptionalInt.empty() : OptionalInt.of(limits.connections()),
                        duration(limits.statementTimeout()),
                        duration(limits.lockTimeout()),
                        duration(limits.idleInTransactionTimeout())))
                .orElseGet(Limits::none);
    }

    private static Optional<Duration> duration(@Nullable String text) {
        return Optional.ofNullable(text).map(Durations::parse);
    }

    /** An AppDatabase may have no spec at all: everything in it has a default. */
    private static Optional<AppDatabaseSpec> spec(AppDatabase database) {
        return Optional.ofNullable(database.getSpec());
    }
}
