package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Reconciliation;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.migration.MigrationReconciliation;
import dev.appdb.controller.server.Servers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three reconciliations under the SDK, and the watches that wake them. */
public final class Controllers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

    /** The Lease that leaders hold, in the operator's namespace. */
    public static final String LEASE = "appdb-operator";

    /** What the pools of two or three classes serve at once; more would wait for connections. */
    private static final int THREADS = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean leading = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Operator sdk;
    private final Watches watches;

    /**
     * @param namespaces that are watched; all of them if empty
     * @param leaderElection whether several of these may run, of which one works
     */
    public Controllers(
            KubernetesClient client,
            Primaries primaries,
            Reconciliations reconciliations,
            Servers servers,
            Settings settings,
            Set<String> namespaces,
            boolean leaderElection,
            Metrics metrics) {
        var wakes = new Wakes(primaries, servers);
        wakes.connect();
        watches = new Watches(client, settings, namespaces, wakes);
        leading.set(!leaderElection);
        sdk = new Operator(configuration -> configure(configuration, client, settings, leaderElection, metrics));
        register(
                new ClassReconciler(
                        new Pass<>(reconciliations.classes(), AppDatabaseClass::new, started::get),
                        primaries.classes()),
                Set.of(),
                false);
        register(
                new DatabaseReconciler(
                        new Pass<>(reconciliations.databases(), AppDatabase::new, started::get), primaries.databases()),
                namespaces,
                false);
        register(
                new MigrationReconciler(
                        reconciliations.migrations(),
                        new Pass<>(reconciliations.migrations(), AppMigration::new, started::get),
                        primaries.migrations()),
                namespaces,
                true);
    }

    /** What runs in the controllers. */
    public record Reconciliations(
            Reconciliation<AppDatabaseClass> classes,
            Reconciliation<AppDatabase> databases,
            MigrationReconciliation migrations) {}

    /** Returns when every cache is filled, leading or not. */
    public void start() {
        watches.start();
        sdk.start();
        started.set(true);
    }

    public boolean isStarted() {
        return started.get();
    }

    /** Whether reconciliations run here, and not in another operator. */
    public boolean isWorking() {
        return started.get() && leading.get();
    }

    /** False once a watch has ended for good: only a new start helps. Starting may take as long as it takes. */
    public boolean isAlive() {
        return !started.get() || (watches.areRunning() && sdk.getRuntimeInfo().allEventSourcesAreHealthy());
    }

    /** Lets passes that are under way end. */
    @Override
    public void close() {
        closing.set(true);
        started.set(false);
        sdk.stop();
        watches.close();
    }

    private void configure(
            ConfigurationServiceOverrider configuration,
            KubernetesClient client,
            Settings settings,
            boolean leaderElection,
            Metrics metrics) {
        configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withConcurrentReconciliationThreads(THREADS)
                .withReconciliationTerminationTimeout(PATIENCE);
        if (leaderElection) {
            configuration.withLeaderElectionConfiguration(leaderElection(settings));
        }
    }

    /** Who lost the lead must stop at once, whatever runs; who closes it in peace need not. */
    private LeaderElectionConfiguration leaderElection(Settings settings) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(settings.operatorNamespace())
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(new LeaderCallbacks(() -> leading.set(true), this::stopLeading, leader -> {}))
                .build();
    }

    private void stopLeading() {
        leading.set(false);
        if (!closing.get()) {
            LOG.error("another operator leads: this one ends at once, so that no two work");
            Runtime.getRuntime().halt(1);
        }
    }

    /** @param alsoGoing whether it is called for resources that are being deleted, too */
    private <R extends HasMetadata> void register(Reconciler<R> reconciler, Set<String> namespaces, boolean alsoGoing) {
        sdk.register(reconciler, (ControllerConfigurationOverrider<R> configuration) -> {
            configuration
                    .withGenerationAware(false)
                    .withTriggerReconcilerOnAllEvents(alsoGoing)
                    .withOnUpdateFilter(Controllers::isForUs)
                    .withRetry(new GenericRetry()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setIntervalMultiplier(2)
                            .setMaxInterval(Duration.ofSeconds(60).toMillis())
                            .withoutMaxAttempts());
            if (!namespaces.isEmpty()) {
                configuration.settingNamespaces(namespaces);
            }
        });
    }

    /** Annotations are asked for things too ({@code run-now}, {@code confirm-server}); our own status is no news. */
    private static <R extends HasMetadata> boolean isForUs(R after, R before) {
        return !Objects.equals(
                        after.getMetadata().getGeneration(),
                        before.getMetadata().getGeneration())
                || !Objects.equals(
                        after.getMetadata().getUid(), before.getMetadata().getUid())
                || !Objects.equals(
                        after.getMetadata().getAnnotations(),
                        before.getMetadata().getAnnotations())
                || !Objects.equals(
                        after.getMetadata().getFinalizers(),
                        before.getMetadata().getFinalizers())
                || !Optional.ofNullable(after.getMetadata().getDeletionTimestamp())
                        .equals(Optional.ofNullable(before.getMetadata().getDeletionTimestamp()));
    }
}
