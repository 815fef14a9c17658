package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.ServerReport;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One small pool for each class; another one as soon as url, password or CA is another. */
public final class PooledServers implements Servers {
    private final Cluster cluster;
    private final Settings settings;
    private final Map<String, Opened> byClass = new ConcurrentHashMap<>();

    public PooledServers(Cluster cluster, Settings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    @Override
    public DatabaseServer refreshed(AppDatabaseClass databaseClass) {
        ClassLogin login = ClassLogin.read(cluster, settings, databaseClass);
        return byClass.compute(databaseClass.getMetadata().getName(), (name, before) -> open(login, before))
                .server();
    }

    @Override
    public DatabaseServer pinned(AppDatabaseClass databaseClass) {
        DatabaseServer server = Optional.ofNullable(
                        byClass.get(databaseClass.getMetadata().getName()))
                .map(Opened::server)
                .orElseGet(() -> refreshed(databaseClass));
        ServerIdentity.pinned(databaseClass).ifPresent(expected -> check(expected, server));
        return server;
    }

    @Override
    public void forget(String className) {
        Optional.ofNullable(byClass.remove(className)).ifPresent(Opened::close);
    }

    @Override
    public void close() {
        byClass.keySet().forEach(this::forget);
    }

    private static Opened open(ClassLogin login, @Nullable Opened before) {
        if (before != null && before.login().equals(login)) {
            return before;
        }
        var opened = new Opened(login, DatabaseServer.open(login.access(), Optional.empty()));
        Optional.ofNullable(before).ifPresent(Opened::close);
        return opened;
    }

    /** A standby has its primary's identity, and may lag behind: what it lacks is not lost. */
    private static void check(ServerIdentity expected, DatabaseServer server) {
        try {
            ServerReport report = server.identify();
            ServerIdentity found = ServerIdentity.of(report);
            if (!found.equals(expected)) {
                throw new TroubleException(new Trouble(
                        Reason.ServerChanged, "server %s answers instead of %s".formatted(found, expected), false));
            }
            if (report.standby()) {
                throw new TroubleException(new Trouble(Reason.ServerIsStandby, "a standby answers", true));
            }
        } catch (ServerException e) {
            throw new TroubleException(Trouble.of(e));
        }
    }

    private record Opened(ClassLogin login, DatabaseServer server) {
        void close() {
            server.close();
        }
    }
}
