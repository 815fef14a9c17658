package dev.appdb.controller.migration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A real API server, read uncached: what a migration's reconciliation needs of it, without the SDK around it. */
final class LiveCluster implements Cluster {
    private final KubernetesClient client;

    LiveCluster(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<AppDatabase> database(String namespace, String name) {
        return Optional.ofNullable(client.resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    @Override
    public List<AppMigration> migrations(String namespace) {
        return client.resources(AppMigration.class)
                .inNamespace(namespace)
                .list()
                .getItems();
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
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(
                client.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<ConfigMap> configMaps(String namespace, String migration) {
        return client.configMaps()
                .inNamespace(namespace)
                .withLabels(labels(migration))
                .list()
                .getItems();
    }

    @Override
    public void apply(ConfigMap configMap) {
        client.resource(configMap).forceConflicts().serverSideApply();
    }

    @Override
    public void delete(ConfigMap configMap) {
        client.resource(configMap).delete();
    }

    @Override
    public List<Job> jobs(String namespace, String migration) {
        return client
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabels(labels(migration))
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.comparing(job -> job.getMetadata().getCreationTimestamp()))
                .toList();
    }

    @Override
    public void create(Job job) {
        try {
            client.resource(job).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }

    @Override
    public Optional<PodReport> newestPod(Job job) {
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("job-name", job.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                .map(this::report);
    }

    private PodReport report(Pod pod) {
        Optional<ContainerStatus> status =
                pod.getStatus().getContainerStatuses().stream().findFirst();
        Optional<ContainerState> state = status.map(ContainerStatus::getState);
        Optional<ContainerStateWaiting> waiting = state.map(ContainerState::getWaiting);
        Optional<ContainerStateTerminated> ended = state.map(ContainerState::getTerminated);
        return new PodReport(
                pod.getMetadata().getName(),
                waiting.map(it -> it.getReason() + ": " + it.getMessage()),
                ended.map(it -> OptionalInt.of(it.getExitCode())).orElseGet(OptionalInt::empty),
                ended.map(ContainerStateTerminated::getMessage),
                status.stream()
                        .flatMap(it -> it.getVolumeMounts().stream())
                        .map(mount -> client.getKubernetesSerialization()
                                .convertValue(mount, JsonNode.class)
                                .at("/volumeStatus/image/imageRef")
                                .asText())
                        .filter(ref -> !ref.isEmpty())
                        .findFirst());
    }

    @Override
    public void notify(HasMetadata about, Notice notice) {
        String now = Instant.now().toString();
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(about.getMetadata().getName() + ".")
                        .withNamespace(about.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withName(about.getMetadata().getName())
                        .withUid(about.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(notice.warning() ? "Warning" : "Normal")
                        .withReason(notice.reason().name())
                        .withMessage(notice.message())
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .build())
                .create();
    }

    private static Map<String, String> labels(String migration) {
        return Map.of(AppDb.MANAGED_BY, AppDb.MANAGER, AppDb.MIGRATION, migration);
    }

    @Override
    public Optional<AppDatabaseClass> databaseClass(String name) {
        throw notAskedFor();
    }

    @Override
    public List<AppDatabaseClass> databaseClasses() {
        throw notAskedFor();
    }

    @Override
    public List<AppDatabase> databases() {
        throw notAskedFor();
    }

    @Override
    public Presence presence(String namespace, String name) {
        throw notAskedFor();
    }

    @Override
    public List<Secret> secrets(String namespace, String database) {
        throw notAskedFor();
    }

    @Override
    public void create(Secret secret) {
        throw notAskedFor();
    }

    @Override
    public void replace(Secret secret) {
        throw notAskedFor();
    }

    @Override
    public void delete(Secret secret) {
        throw notAskedFor();
    }

    @Override
    public Optional<Job> job(String namespace, String name) {
        throw notAskedFor();
    }

    private static UnsupportedOperationException notAskedFor() {
        return new UnsupportedOperationException("a migration has no need of this");
    }
}
