package dev.appdb.controller.database;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toMap;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.Servers;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.Ensured;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes what was decided. A new login is set, tried and only then written into its Secret, so a crash at any step leaves at
 * worst a login that nobody uses.
 */
final class Provisioning {
    private final Cluster cluster;
    private final Servers servers;

    Provisioning(Cluster cluster, Servers servers) {
        this.cluster = cluster;
        this.servers = servers;
    }

    Provisioned carryOut(AppDatabase database, Decision.Provision decision) {
        DatabaseServer server = servers.pinned(decision.databaseClass());
        Map<Kind, Login> logins = known(decision);
        Ensured ensured = server.ensure(decision.wanted(), decision.withoutPassword());
        logins.putAll(ensured.logins());
        return new Provisioned(ensured.changes(), writeSecrets(database, decision, logins));
    }

    private static Map<Kind, Login> known(Decision.Provision decision) {
        return decision.wanted().kinds().stream()
                .filter(not(decision.withoutPassword()::contains))
                .collect(toMap(
                        kind -> kind,
                        kind -> ConnectionSecret.login(secret(decision, kind)).orElseThrow(),
                        (one, other) -> one,
                        () -> new EnumMap<>(Kind.class)));
    }

    private static Secret secret(Decision.Provision decision, Kind kind) {
        return Optional.ofNullable(decision.secrets().get(kind)).orElseThrow();
    }

    private List<String> writeSecrets(AppDatabase database, Decision.Provision decision, Map<Kind, Login> logins) {
        List<String> written = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Optional<Secret> found = Optional.ofNullable(decision.secrets().get(kind));
            Optional<Secret> wanted = Optional.ofNullable(logins.get(kind))
                    .map(login -> ConnectionSecret.of(
                            database,
                            kind,
                            decision.namespaceUid(),
                            Endpoint.of(decision.databaseClass(), kind),
                            login));
            if (write(found, wanted)) {
                written.add(ConnectionSecret.name(database.getMetadata().getName(), kind));
            }
        }
        return written;
    }

    private boolean write(Optional<Secret> found, Optional<Secret> wanted) {
        if (found.isEmpty()) {
            wanted.ifPresent(cluster::create);
            return wanted.isPresent();
        }
        if (wanted.isEmpty()) {
            cluster.delete(found.get());
            return true;
        }
        if (ConnectionSecret.isAsWanted(found.get(), wanted.get())) {
            return false;
        }
        if (wanted.get().getType().equals(found.get().getType())) {
            cluster.replace(ConnectionSecret.corrected(found.get(), wanted.get()));
        } else { // a Secret's type can't be changed
            cluster.delete(found.get());
            cluster.create(wanted.get());
        }
        return true;
    }
}
