package dev.appdb.controller.departure;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.CensusListener;
import dev.appdb.controller.server.Servers;
import dev.appdb.postgres.Census;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.TrashedTenant;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks after tenants whose AppDatabases are gone. Deleting an AppDatabase waits for nobody and calls nobody: what follows
 * is found by comparing what a server has with what the cluster has, whenever a server was counted. So it follows also if
 * the operator was away when it was deleted, and in whatever order namespace, class, definitions and operator go.
 */
public final class Departures implements CensusListener {
    private final Cluster cluster;
    private final Servers servers;
    private final Deletions deletions;
    private final Consumer<AppDatabaseClass> changed;
    private final Clock clock;
    private final Map<String, Refusals> refusals = new ConcurrentHashMap<>();
    private final Map<String, Leftovers> leftovers = new ConcurrentHashMap<>();

    /** @param changed is told of each class of which {@link #of} says something else by now */
    public Departures(
            Cluster cluster, Servers servers, Deletions deletions, Consumer<AppDatabaseClass> changed, Clock clock) {
        this.cluster = cluster;
        this.servers = servers;
        this.deletions = deletions;
        this.changed = changed;
        this.clock = clock;
    }

    /** One round over what a class's server has; two of one class never at the same time. */
    @Override
    public void counted(AppDatabaseClass databaseClass, Census census) {
        String name = databaseClass.getMetadata().getName();
        Leftovers after = settle(databaseClass, of(name, census));
        if (!after.equals(leftovers.put(name, after))) {
            changed.accept(databaseClass);
        }
    }

    /** What is left in the class's database; empty until it was counted. */
    public Optional<Leftovers> of(String className) {
        return Optional.ofNullable(leftovers.get(className));
    }

    private Leftovers settle(AppDatabaseClass databaseClass, Census census) {
        DatabaseServer server = servers.pinned(databaseClass);
        var rules = Rules.of(databaseClass);
        var told = new Told(cluster, databaseClass);
        var refused = refusals.computeIfAbsent(databaseClass.getMetadata().getName(), unknown -> new Refusals(clock));
        refused.retain(subjects(census));
        var emptying = new Emptying(server, told, refused, rules);
        var settling = new Settling(cluster, server, told, refused, rules);
        var round = new Round(cluster, deletions, databaseClass, census.now());
        List<TrashedTenant> trash = new ArrayList<>(emptying.over(census.trash(), census.now()));
        int orphans = 0;
        for (FoundTenant tenant : census.tenants()) {
            Settling.Settled settled = settling.carryOut(tenant, round.decide(tenant));
            orphans += settled.orphan() ? 1 : 0;
            settled.trash().ifPresent(trash::add);
        }
        return new Leftovers(orphans, emptying.listed(trash));
    }

    /** Two classes may share a database: each looks after its own. */
    private static Census of(String className, Census census) {
        return new Census(
                census.now(),
                census.tenants().stream()
                        .filter(tenant -> tenant.mark().className().equals(className))
                        .toList(),
                census.trash().stream()
                        .filter(trash -> trash.mark().className().equals(className))
                        .toList());
    }

    private static Set<String> subjects(Census census) {
        return Stream.concat(
                        census.tenants().stream().map(Settling::subject),
                        census.trash().stream().map(TrashedTenant::id))
                .collect(toUnmodifiableSet());
    }

    /** Forgets a class that is gone. */
    public void forget(String className) {
        refusals.remove(className);
        leftovers.remove(className);
    }
}
