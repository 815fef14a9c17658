package dev.appdb.controller.database;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.CensusListener;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.Census;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what was changed in the servers behind our back, and what is due by their clocks: one catalog query for each class,
 * compared in memory with what its AppDatabases were brought to. Only those that differ are looked at, so that being idle
 * costs the same with one as with a thousand.
 */
public final class DriftPoll {
    private static final Logger LOG = LoggerFactory.getLogger(DriftPoll.class);

    private final Cluster cluster;
    private final Servers servers;
    private final Settings settings;
    private final Applied applied;
    private final CensusListener listener;
    private final Consumer<AppDatabase> drifted;
    private final Consumer<AppDatabaseClass> inTrouble;

    /**
     * @param applied what {@link DatabaseReconciliation} noted
     * @param listener is given what was found, after the comparison
     * @param drifted is told of each AppDatabase whose tenant is not as wanted
     * @param inTrouble is told of each class that could not be asked, to find out why
     */
    public DriftPoll(
            Cluster cluster,
            Servers servers,
            Settings settings,
            Applied applied,
            CensusListener listener,
            Consumer<AppDatabase> drifted,
            Consumer<AppDatabaseClass> inTrouble) {
        this.cluster = cluster;
        this.servers = servers;
        this.settings = settings;
        this.applied = applied;
        this.listener = listener;
        this.drifted = drifted;
        this.inTrouble = inTrouble;
    }

    /** The classes whose servers can be asked now. */
    public List<Due> due() {
        List<AppDatabase> databases = cluster.databases();
        applied.retain(databases.stream().map(WantedTenant::key).collect(toSet()));
        Map<String, List<AppDatabase>> byClass = databases.stream()
                .filter(Decide::isApplied)
                .collect(groupingBy(database ->
                        Optional.ofNullable(database.getStatus().boundClass()).orElse("")));
        return cluster.databaseClasses().stream()
                .filter(DriftPoll::isReady)
                .map(found ->
                        new Due(found, byClass.getOrDefault(found.getMetadata().getName(), List.of())))
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
            Census census = servers.pinned(due.databaseClass()).census(settings.clusterId());
            Map<TenantKey, FoundTenant> found = census.tenants().stream()
                    .collect(toMap(tenant -> tenant.mark().key(), Function.identity(), (one, other) -> one));
            due.databases().stream()
                    .filter(database -> differs(WantedTenant.key(database), found, census))
                    .forEach(drifted);
            listener.counted(due.databaseClass(), census);
        } catch (RuntimeException e) {
            LOG.info("class {} could not be asked for drift: {}", due.name(), e.getMessage());
            inTrouble.accept(due.databaseClass());
        }
    }

    /** One that this operator has not brought to anything yet is about to be looked at anyway. */
    private boolean differs(TenantKey key, Map<TenantKey, FoundTenant> found, Census census) {
        Optional<Wanted> wanted = applied.of(key);
        return wanted.isPresent()
                && Optional.ofNullable(found.get(key))
                        .filter(tenant -> wanted.get().isMetBy(tenant, census.now()))
                        .isEmpty();
    }

    private static boolean isReady(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && Conditions.isTrue(databaseClass.getStatus().conditions(), Conditions.READY);
    }
}
