package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Connection;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.ServerAccess;
import dev.appdb.postgres.ServerIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One small pool for each class. Secrets are read when one is opened and when its class is looked at, not at each use. */
public final class PooledServers implements Servers {
    private final Cluster cluster;
    private final Settings settings;
    private final Map<String, Opened> byClass = new ConcurrentHashMap<>();

    public PooledServers(Cluster cluster, Settings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    @Override
    public DatabaseServer pinned(AppDatabaseClass databaseClass) {
        String name = databaseClass.getMetadata().getName();
        ServerIdentity identity = PinnedServer.of(databaseClass).orElseThrow(() -> notMetYet(name));
        Connection connection = databaseClass.getSpec().connection();
        Opened opened = byClass.get(name);
        if (opened != null && opened.isFor(connection, identity)) {
            return opened.server();
        }
        ServerAccess access = ClassLogin.read(cluster, settings, databaseClass);
        return byClass.compute(name, (any, before) -> open(connection, access, identity, before))
                .server();
    }

    @Override
    public <T> T look(AppDatabaseClass databaseClass, Function<DatabaseServer, T> look) {
        ServerAccess access = ClassLogin.read(cluster, settings, databaseClass);
        byClass.computeIfPresent(databaseClass.getMetadata().getName(), (name, before) -> closedUnless(access, before));
        try (DatabaseServer server = DatabaseServer.open(access, Optional.empty())) {
            return look.apply(server);
        }
    }

    @Override
    public Optional<String> authority(AppDatabaseClass databaseClass) {
        return ClassLogin.authority(cluster, settings, databaseClass);
    }

    @Override
    public void forget(String className) {
        Optional.ofNullable(byClass.remove(className)).ifPresent(Opened::close);
    }

    @Override
    public void close() {
        byClass.keySet().forEach(this::forget);
    }

    private static Opened open(
            Connection connection, ServerAccess access, ServerIdentity identity, @Nullable Opened before) {
        if (before != null && before.isFor(connection, identity)) { // another thread was first
            return before;
        }
        var opened = new Opened(connection, access, identity, DatabaseServer.open(access, Optional.of(identity)));
        Optional.ofNullable(before).ifPresent(Opened::close);
        return opened;
    }

    private static @Nullable Opened closedUnless(ServerAccess access, Opened opened) {
        if (opened.access().equals(access)) {
            return opened;
        }
        opened.close();
        return null;
    }

    private static TroubleException notMetYet(String className) {
        return new TroubleException(new Trouble(
                Reason.ClassNotReady, "AppDatabaseClass %s has not met its server yet".formatted(className), true));
    }

    /** @param access as the Secrets were when it was opened */
    private record Opened(Connection connection, ServerAccess access, ServerIdentity identity, DatabaseServer server) {
        boolean isFor(Connection wanted, ServerIdentity expected) {
            return connection.equals(wanted) && identity.equals(expected);
        }

        void close() {
            server.close();
        }
    }
}
