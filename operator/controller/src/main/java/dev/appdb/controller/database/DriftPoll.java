package dev.appdb.controller.database;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.Tenant;
import dev.appdb.postgres.TenantKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what was changed in the servers behind our back: one catalog query for each class, compared in memory with what its
 * AppDatabases want. Only those that differ are looked at, so that being idle costs the same with one as with a thousand.
 */
public final class DriftPoll {
    private static final Logger LOG = LoggerFactory.getLogger(DriftPoll.class);

    private final Cluster cluster;
    private final Servers servers;
    private final Settings settings;
    private final Consumer<AppDatabase> drifted;
    private final Consumer<AppDatabaseClass> inTrouble;

    /**
     * @param drifted is told of each AppDatabase whose tenant is not as wanted
     * @param inTrouble is told of each class that could not be asked, to find out why
     */
    public DriftPoll(
            Cluster cluster,
            Servers servers,
            Settings settings,
            Consumer<AppDatabase> drifted,
            Consumer<AppDatabaseClass> inTrouble) {
        this.cluster = cluster;
        this.servers = servers;
        this.settings = settings;
        this.drifted = drifted;
        this.inTrouble = inTrouble;
    }

    /** The classes whose servers can be asked now. */
    public List<Due> due() {
        Map<String, List<AppDatabase>> applied = cluster.databases().stream()
                .filter(Decide::isApplied)
                .collect(groupingBy(database ->
                        Optional.ofNullable(database.getStatus().boundClass()).orElse("")));
        return cluster.databaseClasses().stream()
                .filter(DriftPoll::isReady)
                .map(found ->
                        new Due(found, applied.getOrDefault(found.getMetadata().getName(), List.of())))
                .toList();
    }

    /**
     * A class, and what its server has to hold.
     *
     * @param databases those that are applied; others are being worked on anyway
     */
    public record Due(AppDatabaseClass databaseClass, List<AppDatabase> databases) {
        public String name() {
            return databaseClass.getMetadata().getName();
        }
    }

    /** Asks one class's server. It may take as long as a connection takes, and it never throws. */
    public void look(Due due) {
        try {
            Map<TenantKey, Tenant> found = servers.pinned(due.databaseClass()).tenants(settings.clusterId()).stream()
                    .collect(toMap(tenant -> tenant.mark().key(), Function.identity(), (one, other) -> one));
            due.databases().stream()
                    .filter(database -> differs(database, due.name(), found))
                    .forEach(drifted);
        } catch (RuntimeException e) {
            LOG.info("class {} could not be asked for drift: {}", due.name(), e.getMessage());
            inTrouble.accept(due.databaseClass());
        }
    }

    /** The namespace's UID was compared when the database was applied: one made anew has no applied databases. */
    private boolean differs(AppDatabase database, String className, Map<TenantKey, Tenant> found) {
        return !Optional.ofNullable(found.get(WantedTenant.key(database)))
                .filter(tenant -> tenant.equals(
                        WantedTenant.of(database, className, tenant.mark().namespaceUid(), settings.clusterId())))
                .isPresent();
    }

    private static boolean isReady(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && Conditions.isTrue(databaseClass.getStatus().conditions(), Conditions.READY);
    }
}
