package dev.appdb.controller.database;

import static java.util.stream.Collectors.toCollection;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.server.TroubleException;
import dev.appdb.controller.status.Conditions;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import dev.appdb.postgres.ServerException;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a decision depends on. The server is asked only about a Secret that isn't what was written into it. */
final class Observer {
    private final Cluster cluster;
    private final Servers servers;

    Observer(Cluster cluster, Servers servers) {
        this.cluster = cluster;
        this.servers = servers;
    }

    Observation observe(AppDatabase database) {
        List<String> defaults = defaultClasses();
        Optional<AppDatabaseClass> databaseClass =
                switch (ClassChoice.of(database, defaults)) {
                    case ClassChoice.Named named -> cluster.databaseClass(named.className());
                    case ClassChoice.Undecided undecided -> Optional.empty();
                };
        Optional<Namespace> namespace = cluster.namespace(database.getMetadata().getNamespace());
        Map<Kind, Secret> secrets = secrets(database);
        Map<Kind, Login> doubtful = databaseClass
                .filter(Observer::isReady)
                .flatMap(found -> namespace.map(in -> doubtful(database, found, in, secrets)))
                .orElse(Map.of());
        try {
            Set<Kind> refused =
                    doubtful.isEmpty() ? Set.of() : refused(servers.pinned(databaseClass.orElseThrow()), doubtful);
            return new Observation(namespace, defaults, databaseClass, secrets, refused, Optional.empty());
        } catch (ServerException e) {
            Optional<Trouble> trouble = Optional.of(Trouble.of(e));
            return new Observation(namespace, defaults, databaseClass, secrets, Set.of(), trouble);
        } catch (TroubleException e) {
            return new Observation(namespace, defaults, databaseClass, secrets, Set.of(), Optional.of(e.trouble()));
        }
    }

    /** The kinds of these logins that the server doesn't let in. */
    private static Set<Kind> refused(DatabaseServer server, Map<Kind, Login> logins) {
        return logins.entrySet().stream()
                .filter(entry -> !server.accepts(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(toCollection(() -> EnumSet.noneOf(Kind.class)));
    }

    private List<String> defaultClasses() {
        return cluster.databaseClasses().stream()
                .filter(found -> Optional.ofNullable(found.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .getOrDefault(AppDb.DEFAULT_CLASS, "")
                        .equals("true"))
                .map(found -> found.getMetadata().getName())
                .sorted()
                .toList();
    }

    private Map<Kind, Secret> secrets(AppDatabase database) {
        Map<Kind, Secret> secrets = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String name = ConnectionSecret.name(database.getMetadata().getName(), kind);
            cluster.secret(database.getMetadata().getNamespace(), name).ifPresent(secret -> secrets.put(kind, secret));
        }
        return secrets;
    }

    /** The logins of our Secrets whose keys don't agree with each other, or with the class. */
    private static Map<Kind, Login> doubtful(
            AppDatabase database, AppDatabaseClass databaseClass, Namespace namespace, Map<Kind, Secret> secrets) {
        String uid = namespace.getMetadata().getUid();
        Map<Kind, Login> doubtful = new EnumMap<>(Kind.class);
        secrets.forEach((kind, secret) -> ConnectionSecret.login(secret)
                .filter(login -> ConnectionSecret.isOurs(
                        secret, uid, database.getMetadata().getName()))
                .filter(login -> !ConnectionSecret.holdsSame(
                        secret, ConnectionSecret.of(database, kind, uid, Endpoint.of(databaseClass, kind), login)))
                .ifPresent(login -> doubtful.put(kind, login)));
        return doubtful;
    }

    private static boolean isReady(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && Conditions.isTrue(databaseClass.getStatus().conditions(), Conditions.READY);
    }
}
