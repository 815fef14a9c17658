package dev.appdb.controller.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.departure.Deletions;
import dev.appdb.controller.departure.Departures;
import dev.appdb.controller.server.PooledServers;
import dev.appdb.postgres.Census;
import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An operator's work on one namespace and class, done by processes each of which dies before a given write to the cluster,
 * with everything that it knew.
 */
final class MortalOperator implements AutoCloseable {
    static final int FOR_EVER = Integer.MAX_VALUE;

    final KubernetesClient client = Ground.PLANE.admin();
    final TestAdmin admin = PostgresServers.newest().createAdmin();
    final String namespace = Ground.PLANE.newNamespace();
    private final Settings settings = new Settings(namespace, namespace);
    private final PooledServers servers = new PooledServers(new MortalCluster(client, FOR_EVER), settings);

    /** Another test's operator watches every namespace of the shared one. */
    private static final class Ground {
        static final ControlPlane PLANE = started();

        private static ControlPlane started() {
            ControlPlane plane = ControlPlane.start();
            plane.apply(Path.of("../../crds"));
            return plane;
        }
    }

    /** @param spec YAML of the class; {@code %s} is the namespace */
    MortalOperator(String spec) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("admin")
                        .endMetadata()
                        .addToStringData("password", admin.password())
                        .build())
                .create();
        AppDatabaseClass made = client.resource(Serialization.unmarshal(
                        """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabaseClass
                metadata: {name: %s}
                spec:
                  connection:
                    url: %s
                    passwordSecretRef: {name: admin, key: password}
                  allowedNamespaces: {from: All}
                """.formatted(namespace, admin.url())
                                + spec.replace("%s", namespace).indent(2),
                        AppDatabaseClass.class))
                .create();
        var cluster = new MortalCluster(client, FOR_EVER);
        var classes = new ClassReconciliation(cluster, servers, settings, name -> Optional.empty(), Clock.systemUTC());
        var status = cluster.status(AppDatabaseClass.class);
        var unused = status.write(classes.reconcile(made, status).resource());
    }

    /** One pass over an AppDatabase by a process that starts anew and lives for so many writes; what it died of, if it did. */
    Optional<String> pass(String name, int writes) {
        var cluster = new MortalCluster(client, writes);
        var status = cluster.status(AppDatabase.class);
        return survive(() -> {
            AppDatabase reported = new DatabaseReconciliation(
                            cluster, servers, settings, new Applied(), Clock.systemUTC())
                    .reconcile(now(name), status)
                    .resource();
            if (!String.valueOf(reported.getStatus())
                    .equals(String.valueOf(now(name).getStatus()))) {
                var unused = status.write(reported);
            }
        });
    }

    /** One round over what AppDatabases left, by a process that saw that one being deleted and lives for so many writes. */
    Optional<String> round(Optional<AppDatabase> seenDeleted, int writes) {
        var deletions = new Deletions();
        seenDeleted.ifPresent(gone -> deletions.accept(seenDeleted, Optional.empty()));
        return survive(() -> departures(deletions, writes).counted(databaseClass(), census()));
    }

    /** Rounds of a process that starts anew, and saw nothing: it misses the AppDatabase, notes that, and acts; and once more. */
    void settle() {
        Departures departures = departures(new Deletions(), FOR_EVER);
        for (int round = 0; round < 4; round++) {
            departures.counted(databaseClass(), census());
        }
    }

    Census census() {
        return servers.pinned(databaseClass()).census(settings.clusterId());
    }

    AppDatabase now(String name) {
        return client.resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    /** @param spec YAML beside the class */
    void apply(String name, String spec, Map<String, String> annotations) {
        AppDatabase database =
                Serialization.unmarshal("""
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabase
                metadata: {name: %s, namespace: %s}
                spec:
                  className: %2$s
                """.formatted(name, namespace) + spec.indent(2), AppDatabase.class);
        database.getMetadata().setAnnotations(annotations);
        client.resource(database).forceConflicts().serverSideApply();
    }

    /** @return its last state */
    AppDatabase delete(String name) {
        AppDatabase last = now(name);
        client.resource(last).delete();
        return last;
    }

    /** The three that it has to have: the app's, the migrator's, and the readonly one. */
    List<Map<String, String>> secrets(String name) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String kind : new String[] {"-db", "-db-migrator", "-db-readonly"}) {
            all.add(secret(name + kind).orElseThrow());
        }
        return all;
    }

    /** Those that are there of these, and copies. */
    List<Map<String, String>> secretsLeft(String name) {
        return new MortalCluster(client, FOR_EVER)
                .secrets(namespace, name).stream().map(MortalOperator::keys).toList();
    }

    Optional<Map<String, String>> secret(String name) {
        return Optional.ofNullable(
                        client.secrets().inNamespace(namespace).withName(name).get())
                .map(MortalOperator::keys);
    }

    @Override
    public void close() {
        servers.close();
    }

    private Departures departures(Deletions deletions, int writes) {
        var cluster = new MortalCluster(client, writes);
        return new Departures(cluster, servers, deletions, changed -> {}, Clock.systemUTC());
    }

    private AppDatabaseClass databaseClass() {
        return client.resources(AppDatabaseClass.class).withName(namespace).require();
    }

    private static Optional<String> survive(Runnable life) {
        try {
            life.run();
            return Optional.empty();
        } catch (MortalCluster.Killed e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static Map<String, String> keys(Secret found) {
        Map<String, String> keys = new TreeMap<>();
        found.getData()
                .forEach((key, value) ->
                        keys.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return keys;
    }
}
