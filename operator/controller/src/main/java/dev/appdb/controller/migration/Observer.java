package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.ledger.LedgerException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads all that a decision may depend on, once. */
final class Observer {
    private final Cluster cluster;
    private final Ledger ledger;
    private final Clock clock;

    Observer(Cluster cluster, Ledger ledger, Clock clock) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.clock = clock;
    }

    Observation observe(AppMigration migration) {
        String namespace = migration.getMetadata().getNamespace();
        String name = migration.getMetadata().getName();
        Optional<AppDatabase> database =
                cluster.database(namespace, migration.getSpec().databaseRef().name());
        Map<String, ConfigMap> configMaps = Sources.configMaps(migration).stream()
                .flatMap(source -> cluster.configMap(namespace, source).stream())
                .collect(Collectors.toMap(configMap -> configMap.getMetadata().getName(), configMap -> configMap));
        List<Job> jobs = cluster.jobs(namespace, name);
        return new Observation(
                clock.instant(),
                database,
                configMaps,
                cluster.migrations(namespace),
                jobs,
                newest(migration, jobs).flatMap(cluster::newestPod),
                cluster.configMaps(namespace, name),
                isWorthReading(migration, configMaps, database, jobs) ? read(migration) : new LedgerView.NotRead());
    }

    private static Optional<Job> newest(AppMigration migration, List<Job> jobs) {
        return jobs.stream().max(Comparator.comparing(job -> JobRun.of(migration, job), Observation.BY_AGE));
    }

    /** While a Job runs, or nothing could start, its answer would change nothing. */
    private static boolean isWorthReading(
            AppMigration migration, Map<String, ConfigMap> configMaps, Optional<AppDatabase> database, List<Job> jobs) {
        return database.isPresent()
                && Sources.of(migration, configMaps) instanceof Source.Found
                && jobs.stream().map(job -> JobRun.of(migration, job)).noneMatch(JobRun::isGoing);
    }

    private LedgerView read(AppMigration migration) {
        String database = migration.getSpec().databaseRef().name();
        return cluster.secret(migration.getMetadata().getNamespace(), AppDb.migratorSecret(database))
                .filter(secret -> isOurs(secret, database))
                .map(secret -> read(secret, migration.getMetadata().getName()))
                .orElseGet(LedgerView.NotRead::new);
    }

    /** A Secret of that name that somebody else made could send us anywhere. */
    private static boolean isOurs(Secret secret, String database) {
        return AppDb.MANAGER.equals(orEmpty(secret.getMetadata().getLabels()).get(AppDb.MANAGED_BY))
                && orEmpty(orEmpty(secret.getMetadata().getAnnotations()).get(AppDb.OWNER))
                        .endsWith("/" + database);
    }

    private LedgerView read(Secret secret, String migration) {
        try {
            return new LedgerView.Read(ledger.lastComplete(connection(secret), migration));
        } catch (LedgerException away) {
            return new LedgerView.Away(away.reason(), away.retryable());
        } catch (IllegalArgumentException unusable) {
            return new LedgerView.Away(
                    "Secret " + secret.getMetadata().getName() + " is of no use: " + unusable.getMessage(), false);
        }
    }

    private static TenantConnection connection(Secret secret) {
        Map<String, String> keys = new TreeMap<>();
        orEmpty(secret.getData())
                .forEach((key, value) ->
                        keys.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return TenantConnection.of(keys);
    }
}
