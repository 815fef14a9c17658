package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.Login;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.Wanted;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds passwords that were changed on a server by hand, which no catalog query tells: logs in with what is in the Secrets,
 * one tenant at a time, all in turn. A login costs a server more than a query does, so this is slow on purpose. It repairs
 * nothing itself.
 *
 * <p>Not thread-safe.
 */
public final class PasswordProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordProbe.class);

    /** However many there are: four tenants a second are a few per cent of one core of a server. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    /** However few there are, so that one who has just started comes to it too. */
    private static final int PAUSES = 12;

    private final Cluster cluster;
    private final Servers servers;
    private final Applied applied;
    private final Duration period;
    private final Consumer<AppDatabase> doubted;
    private final Deque<TenantKey> turns = new ArrayDeque<>();

    /**
     * @param applied whose passwords are tried
     * @param period in which each has its turn
     * @param doubted is told of each AppDatabase of which a password was refused
     */
    public PasswordProbe(
            Cluster cluster, Servers servers, Applied applied, Duration period, Consumer<AppDatabase> doubted) {
        this.cluster = cluster;
        this.servers = servers;
        this.applied = applied;
        this.period = period;
        this.doubted = doubted;
    }

    /** How long to wait between two turns. */
    public Duration pause() {
        Duration share = period.dividedBy(Math.max(PAUSES, applied.size()));
        return share.compareTo(SHORTEST) < 0 ? SHORTEST : share;
    }

    /** Tries the logins of whoever's turn it is. It may take as long as three connections take, and it never throws. */
    public void next() {
        if (turns.isEmpty()) {
            turns.addAll(applied.all());
        }
        Optional.ofNullable(turns.poll()).ifPresent(key -> {
            try {
                applied.of(key).ifPresent(wanted -> look(key, wanted));
            } catch (RuntimeException e) {
                LOG.info("the passwords of {} could not be tried: {}", key, e.getMessage());
            }
        });
    }

    /** Others look after one that is not as it should be anyway, and after a class that is in trouble. */
    private void look(TenantKey key, Wanted wanted) {
        Optional<AppDatabase> database =
                cluster.database(key.namespace(), key.name()).filter(Decide::isApplied);
        Optional<AppDatabaseClass> databaseClass =
                cluster.databaseClass(wanted.mark().className()).filter(PasswordProbe::isReady);
        if (database.isEmpty() || databaseClass.isEmpty()) {
            return;
        }
        DatabaseServer server = servers.pinned(databaseClass.get());
        if (logins(key, wanted).anyMatch(server::refuses)) {
            applied.doubt(key);
            doubted.accept(database.get());
        }
    }

    private Stream<Login> logins(TenantKey key, Wanted wanted) {
        return cluster.secrets(key.namespace(), key.name()).stream()
                .filter(secret -> ConnectionSecret.isOurs(secret, wanted.mark().namespaceUid(), key.name()))
                .filter(secret -> isOfKind(secret, key, wanted))
                .flatMap(secret -> ConnectionSecret.login(secret).stream());
    }

    /** A copy has what the app's has. */
    private static boolean isOfKind(Secret secret, TenantKey key, Wanted wanted) {
        return wanted.kinds().stream()
                .map(kind -> ConnectionSecret.name(key.name(), kind))
                .anyMatch(secret.getMetadata().getName()::equals);
    }

    private static boolean isReady(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && Conditions.isTrue(databaseClass.getStatus().conditions(), Conditions.READY);
    }
}
