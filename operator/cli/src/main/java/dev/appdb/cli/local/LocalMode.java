package dev.appdb.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.author.embedded.EmbeddedServer;
import dev.appdb.cli.pod.GatePod;
import dev.appdb.cli.pod.JobPod;
import dev.appdb.cli.terminal.Terminal;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.database.Applied;
import dev.appdb.controller.database.DatabaseReconciliation;
import dev.appdb.controller.database.DriftPoll;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.migration.Ledger;
import dev.appdb.controller.migration.MigrationReconciliation;
import dev.appdb.controller.migration.MigrationSettings;
import dev.appdb.controller.server.PooledServers;
import dev.appdb.migrate.gate.GateVerdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The operator on a laptop: the same reconciliations over a cluster in memory, with an embedded PostgreSQL for the classes
 * that no manifest defines, and Jobs' pods in this process. Closing it ends the server.
 */
public final class LocalMode implements AutoCloseable {
    /** Where an installation has the Secrets of its classes' admins. */
    public static final String OPERATOR_NAMESPACE = "appdb-system";

    private static final Settings SETTINGS = new Settings(OPERATOR_NAMESPACE, "local");
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final ObjectStore store;
    private final PooledServers servers;
    private final EmbeddedClasses classes;
    private final LocalOperator operator;
    private final SecretFiles files;
    private final LocalFolder folder;
    private final Progress progress;
    private final GatePod gates;

    private LocalMode(LocalOptions options, Terminal terminal, LocalFolder folder) {
        Clock clock = Clock.systemUTC();
        progress = new Progress(terminal);
        this.folder = folder;
        store = new ObjectStore(clock);
        files = new SecretFiles(folder.secrets());
        var cluster = new LocalCluster(store, progress);
        servers = new PooledServers(cluster, SETTINGS);
        classes = new EmbeddedClasses(store, OPERATOR_NAMESPACE, () -> started(options, terminal));
        gates = new GatePod(cluster, options.images());
        var kubelet = new LocalKubelet(cluster, new JobPod(cluster, options.images(), progress::log), clock);
        var applied = new Applied();
        var reconciliations = new LocalOperator.Reconciliations(
                new ClassReconciliation(cluster, servers, SETTINGS, name -> Optional.empty(), clock),
                new DatabaseReconciliation(cluster, servers, SETTINGS, applied, clock),
                new MigrationReconciliation(
                        cluster, Ledger.inTheDatabase(), new MigrationSettings("appdb:local", "Never"), clock));
        operator = new LocalOperator(
                store,
                reconciliations,
                found -> new DriftPoll(
                        cluster,
                        servers,
                        SETTINGS,
                        applied,
                        (databaseClass, census) -> {}, // nothing is deleted here: manifests come and go between starts
                        found::accept,
                        found::accept),
                kubelet,
                progress,
                clock);
    }

    public static LocalMode start(LocalOptions options, Terminal terminal) {
        var local = new LocalMode(options, terminal, LocalFolder.of(options.data()));
        // Ctrl-C: the server has ended and what is temporary is gone before the shell's prompt is back.
        Runtime.getRuntime().addShutdownHook(new Thread(local::close, "appdb-local-close"));
        return local;
    }

    /** Takes the resources over; {@link #settle} and {@link #step} do something about them. */
    public void apply(List<HasMetadata> resources) {
        resources.forEach(store::apply);
        classes.supply();
    }

    /**
     * Works until all is ready, or something needs a person and the rest is quiet.
     *
     * @return whether all is ready
     */
    public boolean settle(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        step();
        while (!isSettled() && System.nanoTime() < deadline) {
            idle();
            step();
        }
        return isReady();
    }

    /** Does what is due, without waiting. */
    public void step() {
        operator.pass();
        files.write(store.all(Secret.class));
    }

    /** Waits until something changed or is due, half a second at most. */
    public void idle() throws InterruptedException {
        operator.await(LONGEST_WAIT);
    }

    private boolean isSettled() {
        return operator.isQuiet() && (isReady() || needsPerson());
    }

    public boolean isReady() {
        return standings().allMatch(Standing::isReady);
    }

    public boolean needsPerson() {
        return standings().anyMatch(Standing::isStalled);
    }

    /** Classes, databases and migrations, in this order. */
    public List<Standing> standing() {
        return standings().toList();
    }

    /** What the gates of the Deployments' pods would say now, by the Deployment's name. */
    public Map<String, GateVerdict> gates() {
        Map<String, GateVerdict> verdicts = new TreeMap<>();
        for (Deployment deployment : store.all(Deployment.class)) {
            gates.check(
                            deployment.getMetadata().getNamespace(),
                            deployment.getSpec().getTemplate().getSpec())
                    .ifPresent(verdict -> verdicts.put(deployment.getMetadata().getName(), verdict));
        }
        return verdicts;
    }

    /** All that the cluster holds of a kind. */
    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return store.all(kind);
    }

    /** The keys and values of a Secret. */
    public Optional<Map<String, String>> secret(String namespace, String name) {
        return store.get(Secret.class, namespace, name).map(secret -> {
            Map<String, String> texts = new TreeMap<>();
            secret.getData()
                    .forEach((key, base64) ->
                            texts.put(key, new String(Base64.getDecoder().decode(base64), UTF_8)));
            return texts;
        });
    }

    /** The folder that holds a Secret's keys as files. */
    public Path secretFiles(String namespace, String name) {
        return files.of(namespace, name);
    }

    /** Closing twice is fine. */
    @Override
    public void close() {
        progress.silence();
        servers.close();
        classes.close();
        folder.close();
    }

    private Stream<Standing> standings() {
        return Stream.of(AppDatabaseClass.class, AppDatabase.class, AppMigration.class)
                .flatMap(kind -> store.all(kind).stream())
                .map(Standing::of);
    }

    private EmbeddedServer started(LocalOptions options, Terminal terminal) {
        EmbeddedServer server = folder.temporary()
                ? EmbeddedServer.within(folder.root(), options.port())
                : EmbeddedServer.on(folder.postgres(), options.port());
        terminal.done("PostgreSQL %s listens on %s:%d".formatted(server.version(), server.host(), server.port()));
        return server;
    }
}
