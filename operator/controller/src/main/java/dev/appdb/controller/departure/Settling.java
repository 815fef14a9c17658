package dev.appdb.controller.departure;

import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.TrashedTenant;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Does what was decided about tenants. What one of them meets keeps no other waiting. */
final class Settling {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final DatabaseServer server;
    private final Told told;
    private final Refusals refusals;
    private final Rules rules;

    Settling(Cluster cluster, DatabaseServer server, Told told, Refusals refusals, Rules rules) {
        this.cluster = cluster;
        this.server = server;
        this.told = told;
        this.refusals = refusals;
        this.rules = rules;
    }

    /**
     * What a tenant is afterwards.
     *
     * @param trash it is now
     */
    record Settled(boolean orphan, Optional<TrashedTenant> trash) {
        static Settled asItWas(FoundTenant tenant) {
            return new Settled(tenant.mark().orphaned().isPresent(), Optional.empty());
        }
    }

    Settled carryOut(FoundTenant tenant, Decision decision) {
        String subject = subject(tenant);
        if (decision instanceof Decision.Leave || decision instanceof Decision.Miss || refusals.isRecent(subject)) {
            return Settled.asItWas(tenant);
        }
        try {
            Settled settled = act(tenant, decision);
            refusals.remove(subject);
            return settled;
        } catch (ServerException refusal) {
            if (isOfServer(refusal)) {
                throw refusal;
            }
            refused(tenant.mark(), subject, refusal);
            return Settled.asItWas(tenant);
        }
    }

    static String subject(FoundTenant tenant) {
        return tenant.mark().key().toString();
    }

    private Settled act(FoundTenant tenant, Decision decision) {
        Mark mark = tenant.mark();
        return switch (decision) {
            case Decision.Leave leave -> Settled.asItWas(tenant);
            case Decision.Miss miss -> Settled.asItWas(tenant);
            case Decision.Orphan orphan -> {
                server.orphan(mark, orphan.since());
                told.everybody(mark, News.orphaned(mark, orphan.next(), rules));
                yield new Settled(true, Optional.empty());
            }
            case Decision.Lock lock -> {
                server.lock(mark);
                told.everybody(mark, News.locked(mark));
                yield Settled.asItWas(tenant);
            }
            case Decision.Trash trash -> {
                // First: as long as the tenant lives, whoever is interrupted here starts over, and a Secret always has
                // a password that the server knows.
                deleteSecrets(mark);
                TrashedTenant trashed = server.trash(mark);
                told.everybody(mark, News.trashed(trashed, rules));
                yield new Settled(false, Optional.of(trashed));
            }
        };
    }

    private void deleteSecrets(Mark mark) {
        String owner = mark.namespaceUid() + "/" + mark.name();
        cluster.secrets(mark.namespace(), mark.name()).stream()
                .filter(secret -> owner.equals(owner(secret)))
                .forEach(cluster::delete);
    }

    private static String owner(Secret secret) {
        return Optional.ofNullable(secret.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(AppDb.OWNER, "");
    }

    /** Of a tenant that was taken up again meanwhile there is nothing to tell. */
    private void refused(Mark mark, String subject, ServerException refusal) {
        boolean takenUp = refusal.reason() == ServerException.Reason.CONFLICT
                && !(cluster.presence(mark.namespace(), mark.name()) instanceof Presence.Gone);
        if (!takenUp && refusals.add(subject, News.text(refusal), AGAIN)) {
            told.everybody(mark, News.failed(mark, refusal));
        }
    }

    /** And not of what was to be done there. */
    static boolean isOfServer(ServerException failure) {
        return switch (failure.reason()) {
            case UNREACHABLE, SERVER_CHANGED, STANDBY, WRONG_PASSWORD, TLS, NO_DATABASE -> true;
            default -> false;
        };
    }
}
