package dev.appdb.cli.local;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.cli.pod.PodObjects;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** A cluster in memory: every namespace exists, Events go to whoever listens. */
final class LocalCluster implements Cluster, PodObjects {
    private final ObjectStore store;
    private final BiConsumer<HasMetadata, Notice> listener;
    private final Map<Key, PodReport> pods = new ConcurrentHashMap<>();

    LocalCluster(ObjectStore store, BiConsumer<HasMetadata, Notice> listener) {
        this.store = store;
        this.listener = listener;
    }

    @Override
    public Optional<AppDatabaseClass> databaseClass(String name) {
        return store.get(AppDatabaseClass.class, "", name);
    }

    @Override
    public List<AppDatabaseClass> databaseClasses() {
        return store.all(AppDatabaseClass.class);
    }

    @Override
    public Optional<AppDatabase> database(String namespace, String name) {
        return store.get(AppDatabase.class, namespace, name);
    }

    @Override
    public List<AppDatabase> databases() {
        return store.all(AppDatabase.class);
    }

    /** Of manifests that are not given this time nobody knows: what they asked for stays. */
    @Override
    public Presence presence(String namespace, String name) {
        return store.get(AppDatabase.class, namespace, name)
                .<Presence>map(found -> new Presence.Present(
                        namespace(namespace).orElseThrow().getMetadata().getUid(),
                        Optional.ofNullable(found.getStatus()).map(AppDatabaseStatus::boundClass)))
                .orElseGet(() -> new Presence.Unknown("its manifest is not among those that were given"));
    }

    @Override
    public List<AppMigration> migrations(String namespace) {
        return within(namespace, store.all(AppMigration.class));
    }

    @Override
    public Optional<Namespace> namespace(String name) {
        if (store.get(Namespace.class, "", name).isEmpty()) {
            store.apply(new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .addToLabels("kubernetes.io/metadata.name", name)
                    .endMetadata()
                    .build());
        }
        return store.get(Namespace.class, "", name);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return store.get(Secret.class, namespace, name);
    }

    @Override
    public List<Secret> secrets(String namespace, String database) {
        return labelled(AppDb.DATABASE, database, within(namespace, store.all(Secret.class)));
    }

    @Override
    public void create(Secret secret) {
        store.create(secret);
    }

    @Override
    public void replace(Secret secret) {
        store.replace(secret);
    }

    @Override
    public void delete(Secret secret) {
        store.delete(secret);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return store.get(ConfigMap.class, namespace, name);
    }

    @Override
    public List<ConfigMap> configMaps(String namespace, String migration) {
        return labelled(AppDb.MIGRATION, migration, within(namespace, store.all(ConfigMap.class)));
    }

    @Override
    public void apply(ConfigMap configMap) {
        store.apply(configMap);
    }

    @Override
    public void delete(ConfigMap configMap) {
        store.delete(configMap);
    }

    @Override
    public Optional<Job> job(String namespace, String name) {
        return store.get(Job.class, namespace, name);
    }

    @Override
    public List<Job> jobs(String namespace, String migration) {
        return labelled(AppDb.MIGRATION, migration, within(namespace, store.all(Job.class))).stream()
                .sorted(Comparator.comparing(
                        job -> Instant.parse(job.getMetadata().getCreationTimestamp())))
                .toList();
    }

    @Override
    public void create(Job job) {
        if (store.get(
                        Job.class,
                        job.getMetadata().getNamespace(),
                        job.getMetadata().getName())
                .isEmpty()) {
            store.create(job);
        }
    }

    @Override
    public Optional<PodReport> newestPod(Job job) {
        return Optional.ofNullable(pods.get(Key.of(job)));
    }

    @Override
    public void notify(HasMetadata about, Notice notice) {
        listener.accept(about, notice);
    }

    /** What the Job's controller and the kubelet would write. */
    void report(Job job, PodReport pod) {
        pods.put(Key.of(job), pod);
        store.writeStatus(job);
    }

    private static <T extends HasMetadata> List<T> within(String namespace, List<T> objects) {
        return objects.stream()
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                .toList();
    }

    private static <T extends HasMetadata> List<T> labelled(String label, String value, List<T> objects) {
        return objects.stream()
                .filter(object -> object.getMetadata().getLabels() != null)
                .filter(object -> value.equals(object.getMetadata().getLabels().get(label)))
                .toList();
    }
}
