package dev.appdb.controller.operator;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.database.Applied;
import dev.appdb.controller.database.DatabaseReconciliation;
import dev.appdb.controller.database.DriftPoll;
import dev.appdb.controller.database.PasswordProbe;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.departure.Deletions;
import dev.appdb.controller.departure.Departures;
import dev.appdb.controller.kubernetes.Controllers;
import dev.appdb.controller.kubernetes.KubernetesCluster;
import dev.appdb.controller.kubernetes.Primaries;
import dev.appdb.controller.migration.Ledger;
import dev.appdb.controller.migration.MigrationReconciliation;
import dev.appdb.controller.migration.MigrationSettings;
import dev.appdb.controller.server.PooledServers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator: everything put together, from {@link #start} until {@link #close}. */
public final class Operator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);

    private final PooledServers servers;
    private final Departures departures;
    private final Controllers controllers;
    private final DriftTimer drift;
    private final PasswordTimer passwords;
    private final HealthServer health;

    private Operator(OperatorConfig config, KubernetesClient client, Clock clock, Pace pace) {
        var settings = new Settings(config.namespace(), config.clusterId());
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        var primaries = new Primaries();
        var cluster = new KubernetesCluster(client, primaries, config.watchNamespaces(), clock);
        servers = new PooledServers(cluster, settings);
        var applied = new Applied();
        var deletions = new Deletions();
        departures = new Departures(cluster, servers, deletions, primaries.classes()::wake, clock);
        controllers = new Controllers(
                client,
                primaries,
                new Controllers.Reconciliations(
                        new ClassReconciliation(cluster, servers, settings, departures::of, clock),
                        new DatabaseReconciliation(cluster, servers, settings, applied, clock),
                        new MigrationReconciliation(
                                cluster,
                                Ledger.inTheDatabase(),
                                new MigrationSettings(config.image(), config.imagePullPolicy()),
                                clock)),
                servers,
                settings,
                config.watchNamespaces(),
                config.leaderElection(),
                MicrometerMetrics.withoutPerResourceMetrics(registry));
        var poll = new DriftPoll(
                cluster,
                servers,
                settings,
                applied,
                departures,
                primaries.databases()::wake,
                primaries.classes()::wake);
        drift = new DriftTimer(poll, controllers::isWorking);
        passwords = new PasswordTimer(
                new PasswordProbe(cluster, servers, applied, pace.passwords(), primaries.databases()::wake),
                controllers::isWorking);
        primaries.databases().onChange(deletions);
        primaries.databases().onChange(this::lookWhereOneWent);
        primaries.classes().onChange(this::forgetOneThatWent);
        health = new HealthServer(config.healthPort(), controllers::isAlive, controllers::isStarted, registry::scrape);
        drift.start(pace.drift());
        passwords.start();
    }

    /**
     * Runs until the process is told to end, then lets what is under way end.
     *
     * @throws IllegalStateException if the cluster can't be watched
     */
    public static void run(OperatorConfig config) {
        KubernetesClient client = new KubernetesClientBuilder().build();
        Operator operator = start(config, client);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            operator.close();
            client.close();
            ended.countDown();
        }));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when everything is watched. The client stays the caller's. */
    public static Operator start(OperatorConfig config, KubernetesClient client) {
        return start(config, client, Clock.systemUTC(), Pace.USUAL);
    }

    /** As {@link #start(OperatorConfig, KubernetesClient)}, in another time. */
    static Operator start(OperatorConfig config, KubernetesClient client, Clock clock, Pace pace) {
        var operator = new Operator(config, client, clock, pace);
        try {
            operator.controllers.start();
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
        LOG.info(
                "cluster {}, namespace {}: watches {}, health on port {}",
                config.clusterId(),
                config.namespace(),
                config.watchNamespaces().isEmpty() ? "all namespaces" : config.watchNamespaces(),
                operator.healthPort());
        return operator;
    }

    /** Where {@code /healthz}, {@code /readyz} and {@code /metrics} are. */
    public int healthPort() {
        return health.port();
    }

    /** Of one that was bound to no class nothing is left. */
    private void lookWhereOneWent(Optional<AppDatabase> before, Optional<AppDatabase> after) {
        if (after.isEmpty()) {
            before.map(AppDatabase::getStatus)
                    .map(AppDatabaseStatus::boundClass)
                    .ifPresent(drift::soon);
        }
    }

    private void forgetOneThatWent(Optional<AppDatabaseClass> before, Optional<AppDatabaseClass> after) {
        if (after.isEmpty()) {
            before.ifPresent(gone -> departures.forget(gone.getMetadata().getName()));
        }
    }

    @Override
    public void close() {
        drift.close();
        passwords.close();
        controllers.close();
        servers.close();
        health.close();
    }
}
