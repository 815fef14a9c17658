package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.cluster.Reconciliation.StatusWriter;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real API server, read uncached, of a process that dies before the write with the given number. */
final class MortalCluster implements Cluster {
    /** What a process that is killed leaves of a pass. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed(String before) {
            super("killed before " + before);
        }
    }

    private final KubernetesClient client;
    private final int last;
    private final List<Notice> notices = new ArrayList<>();
    private int steps;

    /** @param last how many writes it lives for */
    MortalCluster(KubernetesClient client, int last) {
        this.client = client;
        this.last = last;
    }

    List<Notice> notices() {
        return notices;
    }

    <R extends CustomResource<?, ?>> StatusWriter<R> status(Class<R> type) {
        return reported -> {
            step("the status of " + reported.getMetadata().getName());
            var resources = client.resources(type);
            String namespace = reported.getMetadata().getNamespace();
            var resource = namespace == null
                    ? resources.withName(reported.getMetadata().getName())
                    : resources
                            .inNamespace(namespace)
                            .withName(reported.getMetadata().getName());
            return resource.editStatus(now -> {
                reported.setMetadata(now.getMetadata());
                return reported;
            });
        };
    }

    @Override
    public Optional<AppDatabaseClass> databaseClass(String name) {
        return Optional.ofNullable(
                client.resources(AppDatabaseClass.class).withName(name).get());
    }

    @Override
    public List<AppDatabaseClass> databaseClasses() {
        return client.resources(AppDatabaseClass.class).list().getItems();
    }

    @Override
    public Optional<AppDatabase> database(String namespace, String name) {
        return Optional.ofNullable(client.resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** Nobody takes the definition of all AppDatabases away here. */
    @Override
    public Presence presence(String namespace, String name) {
        return namespace(namespace)
                .flatMap(in -> database(namespace, name)
                        .<Presence>map(found -> new Presence.Present(
                                in.getMetadata().getUid(),
                                Optional.ofNullable(found.getStatus()).map(AppDatabaseStatus::boundClass))))
                .orElseGet(() -> new Presence.Gone(Instant.EPOCH));
    }

    @Override
    public List<AppDatabase> databases() {
        return client.resources(AppDatabase.class).inAnyNamespace().list().getItems();
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
        step("making " + secret.getMetadata().getName());
        client.resource(secret).create();
    }

    @Override
    public void replace(Secret secret) {
        step("replacing " + secret.getMetadata().getName());
        client.resource(secret).update();
    }

    @Override
    public void delete(Secret secret) {
        step("deleting " + secret.getMetadata().getName());
        client.resource(secret).delete();
    }

    @Override
    public void notify(HasMetadata about, Notice notice) {
        step("telling " + notice.reason());
        notices.add(notice);
    }

    private void step(String what) {
        if (steps++ >= last) {
            throw new Killed(what);
        }
    }

    @Override
    public List<AppMigration> migrations(String namespace) {
        throw notAskedFor();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        throw notAskedFor();
    }

    @Override
    public List<ConfigMap> configMaps(String namespace, String migration) {
        throw notAskedFor();
    }

    @Override
    public void apply(ConfigMap configMap) {
        throw notAskedFor();
    }

    @Override
    public void delete(ConfigMap configMap) {
        throw notAskedFor();
    }

    @Override
    public Optional<Job> job(String namespace, String name) {
        throw notAskedFor();
    }

    @Override
    public List<Job> jobs(String namespace, String migration) {
        throw notAskedFor();
    }

    @Override
    public void create(Job job) {
        throw notAskedFor();
    }

    @Override
    public Optional<PodReport> newestPod(Job job) {
        throw notAskedFor();
    }

    private static UnsupportedOperationException notAskedFor() {
        return new UnsupportedOperationException("a database has no need of this");
    }
}
