package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec.SecretCopy;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.database.Observation.Answers;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.terms.Places;
import dev.appdb.postgres.Kind;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a decision depends on, all but what the server has to be asked. */
final class Observer {
    private final Cluster cluster;
    private final Settings settings;
    private final Inquiry inquiry;
    private final Places places;
    private final Clock clock;

    Observer(Cluster cluster, Servers servers, Settings settings, Applied applied, Places places, Clock clock) {
        this.cluster = cluster;
        this.settings = settings;
        this.inquiry = new Inquiry(servers, settings, applied);
        this.places = places;
        this.clock = clock;
    }

    Observation observe(AppDatabase database) {
        List<String> defaults = defaultClasses();
        Optional<AppDatabaseClass> databaseClass =
                switch (ClassChoice.of(database, defaults)) {
                    case ClassChoice.Named named -> cluster.databaseClass(named.className());
                    case ClassChoice.Undecided undecided -> Optional.empty();
                };
        Optional<Namespace> namespace = cluster.namespace(database.getMetadata().getNamespace());
        boolean canBeAsked = databaseClass.filter(Observer::isReady).isPresent() && namespace.isPresent();
        Found secrets = secrets(database);
        var seen = new Observation(
                clock.instant(),
                namespace,
                defaults,
                databaseClass,
                canBeAsked ? sharing(database, databaseClass.orElseThrow(), namespace.orElseThrow()) : List.of(),
                secrets.kinds(),
                secrets.others(),
                Answers.none());
        return canBeAsked ? seen.with(inquiry.about(database, seen)) : seen;
    }

    private List<AppDatabase> sharing(AppDatabase database, AppDatabaseClass databaseClass, Namespace namespace) {
        return isShared(databaseClass) && AllowedNamespace.by(databaseClass, namespace, settings.operatorNamespace())
                ? places.take(database, databaseClass, namespace, cluster::databases)
                : List.of();
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

    /** One list finds all that are as they should be; what it lacks is looked for by name, since it may be a stranger's. */
    private Found secrets(AppDatabase database) {
        String namespace = database.getMetadata().getNamespace();
        String name = database.getMetadata().getName();
        Map<String, Secret> labelled = new LinkedHashMap<>();
        cluster.secrets(namespace, name)
                .forEach(secret -> labelled.put(secret.getMetadata().getName(), secret));
        Map<Kind, Secret> kinds = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String its = ConnectionSecret.name(name, kind);
            Optional.ofNullable(labelled.remove(its))
                    .or(() -> cluster.secret(namespace, its))
                    .ifPresent(secret -> kinds.put(kind, secret));
        }
        ConnectionSecrets.copy(database)
                .map(SecretCopy::name)
                .filter(copy -> !labelled.containsKey(copy))
                .flatMap(copy -> cluster.secret(namespace, copy))
                .ifPresent(secret -> labelled.put(secret.getMetadata().getName(), secret));
        return new Found(kinds, List.copyOf(labelled.values()));
    }

    private record Found(Map<Kind, Secret> kinds, List<Secret> others) {
        @Override
        public String toString() {
            return "Found[" + kinds.keySet() + "]";
        }
    }

    /** Whether one AppDatabase's terms depend on the others. */
    private static boolean isShared(AppDatabaseClass databaseClass) {
        return databaseClass.getSpec().quota() != null
                || databaseClass.getSpec().connectionBudget() != null;
    }

    private static boolean isReady(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && Conditions.isTrue(databaseClass.getStatus().conditions(), Conditions.READY);
    }
}
