package dev.appdb.controller.departure;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.CensusListener;
import dev.appdb.controller.server.Servers;
import dev.appdb.postgres.Census;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.TrashedTenant;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

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
        Memory memory = memories.computeIfAbsent(name, unknown -> new Memory(clock));
        if (memory.leave(settle(databaseClass, memory, of(name, census)))) {
            changed.accept(databaseClass);
        }
    }

    /** What is left in the class's database; empty until it was counted. */
    public Optional<Leftovers> of(String className) {
        return Optional.ofNullable(memories.get(className)).flatMap(Memory::leftovers);
    }

    private Leftovers settle(AppDatabaseClass databaseClass, Memory memory, Census census) {
        DatabaseServer server = servers.pinned(databaseClass);
        var rules = Rules.of(databaseClass);
        var told = new Told(cluster, databaseClass);
        memory.refusals().retain(subjects(census));
        var emptying = new Emptying(server, told, memory.refusals(), rules);
        var settling = new Settling(cluster, server, told, memory.refusals(), rules);
        var round = new Round(cluster, deletions, databaseClass, census.now(), memory.missed());
        List<TrashedTenant> trash = new ArrayList<>(emptying.over(census.trash(), census.now()));
        Set<TenantKey> missing = new HashSet<>();
        int orphans = 0;
        for (FoundTenant tenant : census.tenants()) {
            Decision decision = round.decide(tenant);
            if (decision instanceof Decision.Miss) {
                missing.add(tenant.mark().key());
            }
            Settling.Settled settled = settling.carryOut(tenant, decision);
            orphans += settled.orphan() ? 1 : 0;
            settled.trash().ifPresent(trash::add);
        }
        memory.missed(missing);
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
        memories.remove(className);
    }
}
