package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cluster behind an API server. Our own resources come from the SDK's caches; all else is read when it is asked for. */
public final class KubernetesCluster implements Cluster {
    /** Whose fields they are, for server-side apply. */
    private static final String FIELD_MANAGER = "appdb";

    private final KubernetesClient client;
    private final Primaries primaries;
    private final LivePresence presence;
    private final EventRecorder events;

    /** @param namespaces that are watched; all of them if empty */
    public KubernetesCluster(KubernetesClient client, Primaries primaries, Set<String> namespaces, Clock clock) {
        this.client = client;
        this.primaries = primaries;
        this.presence = new LivePresence(client, namespaces);
        this.events = new EventRecorder(client, clock);
    }

    @Override
    public Optional<AppDatabaseClass> databaseClass(String name) {
        return primaries.classes().get(null, name);
    }

    @Override
    public List<AppDatabaseClass> databaseClasses() {
        return primaries.classes().list().toList();
    }

    @Override
    public Optional<AppDatabase> database(String namespace, String name) {
        return primaries.databases().get(namespace, name);
    }

    @Override
    public List<AppDatabase> databases() {
        return primaries.databases().list().toList();
    }

    @Override
    public Presence presence(String namespace, String name) {
        return presence.of(namespace, name);
    }

    @Override
    public List<AppMigration> migrations(String namespace) {
        return primaries.migrations().list(namespace).toList();
    }

    @Override
    public Optional<Namespace> namespace(String name) {
        return Optional.ofNullable(client.namespaces().withName(name).get());
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<Secret> secrets(String namespace, String database) {
        return client.secrets()
                .inNamespace(namespace)
                .withLabels(Map.of(AppDb.MANAGED_BY, AppDb.MANAGER, AppDb.DATABASE, database))
                .list()
                .getItems();
    }

    @Override
    public void create(Secret secret) {
        client.resource(secret).create();
    }

    @Override
    public void replace(Secret secret) {
        client.resource(secret).update();
    }

    @Override
    public void delete(Secret secret) {
        client.resource(secret).delete();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(
                client.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<ConfigMap> configMaps(String namespace, String migration) {
        return client.configMaps()
                .inNamespace(namespace)
                .withLabels(ours(migration))
                .list()
                .getItems();
    }

    @Override
    public void apply(ConfigMap configMap) {
        client.resource(configMap)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    @Override
    public void delete(ConfigMap configMap) {
        client.resource(configMap).delete();
    }

    @Override
    public Optional<Job> job(String namespace, String name) {
        return Optional.ofNullable(
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<Job> jobs(String namespace, String migration) {
        return client.batch().v1().jobs().inNamespace(namespace).withLabels(ours(migration)).list().getItems().stream()
                .sorted(oldestFirst())
                .toList();
    }

    @Override
    public void create(Job job) {
        try {
            client.resource(job).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public Optional<PodReport> newestPod(Job job) {
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("batch.kubernetes.io/job-name", job.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .max(oldestFirst())
                .map(pod -> new JobPod(pod).report());
    }

    @Override
    public void notify(HasMetadata about, Notice notice) {
        events.record(about, notice);
    }

    private static Map<String, String> ours(String migration) {
        return Map.of(AppDb.MANAGED_BY, AppDb.MANAGER, AppDb.MIGRATION, migration);
    }

    /** RFC 3339 in UTC, so the text's order is the time's. */
    private static <T extends HasMetadata> Comparator<T> oldestFirst() {
        return Comparator.comparing(
                resource -> Optional.ofNullable(resource.getMetadata().getCreationTimestamp())
                        .orElse(""));
    }
}
