package dev.appdb.controller.cluster;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * What a reconciliation needs of a cluster, and nothing more. What it returns is a copy that the caller may not change.
 * Every call may throw {@link io.fabric8.kubernetes.client.KubernetesClientException}, which the caller lets through: the
 * reconciliation is then tried again as a whole.
 */
public interface Cluster {
    Optional<AppDatabaseClass> databaseClass(String name);

    List<AppDatabaseClass> databaseClasses();

    Optional<AppDatabase> database(String namespace, String name);

    /** All AppDatabases that are watched. */
    List<AppDatabase> databases();

    /** Asks the API server itself, past every cache: for whoever is about to take something away. */
    Presence presence(String namespace, String name);

    /** All AppMigrations of the namespace: two of them may not share a history table. */
    List<AppMigration> migrations(String namespace);

    Optional<Namespace> namespace(String name);

    /** Read uncached: Secrets are not kept in memory. */
    Optional<Secret> secret(String namespace, String name);

    /** The Secrets that the operator made for this AppDatabase, found by the label {@code appdb.dev/database}; uncached. */
    List<Secret> secrets(String namespace, String database);

    /** Creates the Secret. Throws with code 409 if there is one of that name. */
    void create(Secret secret);

    /** Replaces the Secret as it was read: throws with code 409 if somebody changed it since. */
    void replace(Secret secret);

    void delete(Secret secret);

    Optional<ConfigMap> configMap(String namespace, String name);

    /** The ConfigMaps that the operator made for this AppMigration, found by the label {@code appdb.dev/migration}. */
    List<ConfigMap> configMaps(String namespace, String migration);

    /** Creates the ConfigMap or brings it to this content. */
    void apply(ConfigMap configMap);

    /** Deletes the ConfigMap; one that is gone already is no error. */
    void delete(ConfigMap configMap);

    Optional<Job> job(String namespace, String name);

    /** Every Job of this AppMigration, oldest first. */
    List<Job> jobs(String namespace, String migration);

    /** Creates the Job; one of that name that is there already is left as it is. */
    void create(Job job);

    /** What the newest pod of the Job has come to: its termination message, or why it does not start. */
    Optional<PodReport> newestPod(Job job);

    /** Writes an Event about the resource; failure to do so is logged, never thrown. */
    void notify(HasMetadata about, Notice notice);
}
