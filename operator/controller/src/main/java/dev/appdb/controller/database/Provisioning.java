package dev.appdb.controller.database;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.Servers;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.Ensured;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    Provisioned carryOut(Decision.Provision decision) {
        Ensured ensured = ensure(servers.pinned(decision.databaseClass()), decision);
        Map<Kind, Login> logins = known(decision);
        logins.putAll(ensured.logins());
        Set<Kind> rotated = decision.rotation().stream()
                .flatMap(rotation -> ensured.logins().keySet().stream())
                .collect(toUnmodifiableSet());
        var written = new SecretWriting(cluster, decision)
                .write(logins, ensured.logins().keySet());
        return new Provisioned(decision.wanted(), ensured, written, rotated);
    }

    /** What comes first and then fails to get further is found done by the next pass. */
    private static Ensured ensure(DatabaseServer server, Decision.Provision decision) {
        return switch (decision.before()) {
            case Decision.Before.Nothing nothing -> server.ensure(decision.wanted(), decision.renewal());
            case Decision.Before.Adopt(var digest) -> server.adopt(decision.wanted(), digest);
            case Decision.Before.Restore(var trashId) -> {
                server.restore(
                        trashId, decision.wanted().mark(), decision.terms().readopt());
                yield server.ensure(decision.wanted(), decision.renewal());
            }
        };
    }

    /** The logins that stay as they are in their Secrets. */
    private static Map<Kind, Login> known(Decision.Provision decision) {
        Map<Kind, Login> logins = new EnumMap<>(Kind.class);
        decision.wanted().kinds().forEach(kind -> Optional.ofNullable(
                        decision.ours().kinds().get(kind))
                .flatMap(ConnectionSecret::login)
                .ifPresent(login -> logins.put(kind, login)));
        return logins;
    }
}
