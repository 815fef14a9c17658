package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.TenantKey;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides about the tenants of one class as they were counted at one moment, asking as little as it can. */
final class Round {
    private final Cluster cluster;
    private final Deletions deletions;
    private final AppDatabaseClass databaseClass;
    private final Rules rules;
    private final Instant now;
    private final Set<TenantKey> missed;
    private final Map<String, Optional<Namespace>> namespaces = new HashMap<>();

    /**
     * @param now by the server's clock
     * @param missed by the look before
     */
    Round(Cluster cluster, Deletions deletions, AppDatabaseClass databaseClass, Instant now, Set<TenantKey> missed) {
        this.missed = missed;
        this.cluster = cluster;
        this.deletions = deletions;
        this.databaseClass = databaseClass;
        this.rules = Rules.of(databaseClass);
        this.now = now;
    }

    Decision decide(FoundTenant tenant) {
        if (isAtHome(tenant.mark())) {
            return new Decision.Leave("its AppDatabase is Ready");
        }
        Observation seen = seen(tenant);
        if (Decide.isSettled(seen)) {
            return Decide.next(seen.with(new Presence.Gone(Instant.MIN)));
        }
        return cached(tenant.mark())
                .map(known -> Decide.next(seen.with(known)))
                .filter(Decision.Leave.class::isInstance)
                .orElseGet(() -> Decide.next(seen.with(cluster.presence(
                        tenant.mark().namespace(), tenant.mark().name()))));
    }

    private Observation seen(FoundTenant tenant) {
        Observation seen =
                Observation.of(tenant, now, rules, missed.contains(tenant.mark().key()));
        return deletions
                .of(tenant.mark().key())
                .map(deleted ->
                        seen.with(deleted.madeAt(), deleted.lastWord(databaseClass, () -> namespaceOf(tenant.mark()))))
                .orElse(seen);
    }

    /** Was made what it should be, by this class and in this namespace: by far the most are, and nobody is asked. */
    private boolean isAtHome(Mark mark) {
        return cluster.database(mark.namespace(), mark.name())
                .map(AppDatabase::getStatus)
                .filter(status -> mark.className().equals(status.boundClass()))
                .filter(status -> Conditions.isTrue(status.conditions(), Conditions.READY))
                .isPresent();
    }

    /** What was there a moment ago is enough to leave a tenant alone, and not enough for anything else. */
    private Optional<Presence> cached(Mark mark) {
        return cluster.database(mark.namespace(), mark.name()).flatMap(known -> namespace(mark.namespace())
                .map(in -> new Presence.Present(
                        in.getMetadata().getUid(),
                        Optional.ofNullable(known.getStatus()).map(AppDatabaseStatus::boundClass))));
    }

    /** Not one that was made anew under the same name. */
    private Optional<Namespace> namespaceOf(Mark mark) {
        return namespace(mark.namespace())
                .filter(found -> found.getMetadata().getUid().equals(mark.namespaceUid()));
    }

    private Optional<Namespace> namespace(String name) {
        return namespaces.computeIfAbsent(name, cluster::namespace);
    }
}
