package dev.appdb.controller.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.JobPods;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The operator in this process, with the rights of {@code rbac.yaml}; one for all tests, which make what they need in it, but
 * for those that take away what all share.
 */
final class Installation implements AutoCloseable {
    private static final Path CRDS = Path.of("../../crds");
    private static final Pace HASTY = new Pace(Duration.ofMillis(500), Duration.ofHours(1));
    private static final AtomicBoolean SHARED = new AtomicBoolean();

    /** Its own: other tests reconcile their resources themselves. */
    private final ControlPlane plane = ControlPlane.start();

    private final KubernetesClient client = plane.admin();
    private final String namespace;
    private Operator operator;

    private Installation(Pace pace) {
        define();
        namespace = plane.newNamespace();
        client.load(resource("rbac.yaml"))
                .items()
                .forEach(item -> client.resource(item).forceConflicts().serverSideApply());
        operator = started(pace);
    }

    /** One of the test's own, with an API server of its own. */
    static Installation own() {
        return own(HASTY);
    }

    static Installation own(Pace pace) {
        return new Installation(pace);
    }

    /** Makes all resource definitions, or makes them again. */
    void define() {
        plane.apply(CRDS);
    }

    void stopOperator() {
        operator.close();
    }

    void startOperator() {
        startOperator(HASTY);
    }

    void startOperator(Pace pace) {
        operator = started(pace);
    }

    @Override
    public void close() {
        operator.close();
        plane.close();
    }

    private Operator started(Pace pace) {
        var config = new OperatorConfig("appdb:test", "IfNotPresent", "test", namespace, Set.of(), 0, true);
        return Operator.start(config, plane.asServiceAccount(namespace, "appdb-operator"), Clock.systemUTC(), pace);
    }

    private static final class Shared {
        static final Installation ONE = own();
    }

    static Installation shared() {
        SHARED.set(true);
        return Shared.ONE;
    }

    /** The shared one; empty where no test has asked for it yet. */
    static Optional<Installation> ifStarted() {
        return SHARED.get() ? Optional.of(Shared.ONE) : Optional.empty();
    }

    /** Also with a kubelet that runs the Jobs' pods. */
    static Installation withPods() {
        var unused = Pods.ONE;
        return shared();
    }

    private static final class Pods {
        static final JobPods ONE = JobPods.run(
                Shared.ONE.plane,
                container -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.appdb.migrate.run.RunnerMain"));
    }

    /** The operator's own. */
    String namespace() {
        return namespace;
    }

    KubernetesClient client() {
        return client;
    }

    String newNamespace() {
        return plane.newNamespace();
    }

    void adminSecret(String name, String password) {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToStringData("password", password)
                .build();
        client.resource(secret).createOr(existing -> existing.update());
    }

    /** @param more YAML below {@code spec}, beside {@code connection} */
    void databaseClass(String name, String url, String more) {
        String yaml = """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabaseClass
                metadata:
                  name: %s
                spec:
                  connection:
                    url: %s
                    passwordSecretRef: {name: %1$s-admin, key: password}
                """.formatted(name, url) + more.indent(2);
        client.resource(Serialization.unmarshal(yaml, AppDatabaseClass.class))
                .forceConflicts()
                .serverSideApply();
    }

    void deleteClasses() {
        var unused = client.resources(AppDatabaseClass.class).delete();
    }

    /** Returns when it is gone with all that was in it. */
    void deleteNamespace(String name) {
        client.namespaces().withName(name).delete();
        await("namespace " + name + " to be gone")
                .until(() -> client.namespaces().withName(name).get() == null);
    }

    void makeNamespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    void label(String in, String key, String value) {
        Namespace unused = client.namespaces().withName(in).edit(found -> {
            found.getMetadata().getLabels().put(key, value);
            return found;
        });
    }

    void database(String in, String name, String spec, Map<String, String> annotations) {
        AppDatabase database = Serialization.unmarshal(manifest(in, name, spec), AppDatabase.class);
        database.getMetadata().setAnnotations(annotations);
        client.resource(database).forceConflicts().serverSideApply();
    }

    /** @param spec YAML below {@code spec} */
    void database(String in, String name, String spec) {
        database(in, name, spec, Map.of());
    }

    private static String manifest(String in, String name, String spec) {
        return """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabase
                metadata:
                  name: %s
                  namespace: %s
                spec:
                """.formatted(name, in) + spec.indent(2);
    }

    AppDatabase database(String in, String name) {
        return client.resources(AppDatabase.class)
                .inNamespace(in)
                .withName(name)
                .require();
    }

    AppDatabaseClass databaseClass(String name) {
        return client.resources(AppDatabaseClass.class).withName(name).require();
    }

    /** Waits for this reason of the condition Ready, and returns its message. */
    String untilDatabase(String in, String name, Reason reason) {
        return until("AppDatabase " + name, reason, () -> {
            AppDatabase now = database(in, name);
            return now.getStatus() == null
                            || !now.getMetadata()
                                    .getGeneration()
                                    .equals(now.getStatus().observedGeneration())
                    ? Optional.empty()
                    : Conditions.find(now.getStatus().conditions(), Conditions.READY);
        });
    }

    String untilClass(String name, Reason reason) {
        return until("AppDatabaseClass " + name, reason, () -> {
            AppDatabaseClass now = databaseClass(name);
            return now.getStatus() == null
                            || !now.getMetadata()
                                    .getGeneration()
                                    .equals(now.getStatus().observedGeneration())
                    ? Optional.empty()
                    : Conditions.find(now.getStatus().conditions(), Conditions.READY);
        });
    }

    /** The keys of a Secret, decoded. */
    Map<String, String> secret(String in, String name) {
        Map<String, String> keys = new TreeMap<>();
        client.secrets()
                .inNamespace(in)
                .withName(name)
                .require()
                .getData()
                .forEach((key, value) ->
                        keys.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return keys;
    }

    List<String> events(String in, String about) {
        return client.v1().events().inNamespace(in).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(about))
                .map((Event event) -> event.getType() + " " + event.getReason() + ": " + event.getMessage())
                .toList();
    }

    String kubectl(String... arguments) {
        return plane.kubectl(arguments);
    }

    String describe(String kind, String in, String name) {
        return plane.kubectl("describe", kind, name, "-n", in);
    }

    /** What the operator serves at that path. */
    String get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + operator.healthPort() + path))
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + "\n" + response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many reconciliations of all kinds have ended so far. */
    double passes() {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith("operator_sdk_reconciliations_success_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }

    private static String until(String what, Reason reason, Supplier<Optional<Condition>> ready) {
        var last = new HashMap<String, String>();
        try {
            return await(what)
                    .until(
                            () -> {
                                Optional<Condition> now = ready.get();
                                now.ifPresent(found -> last.put("is", found.getReason() + ": " + found.getMessage()));
                                return now;
                            },
                            found -> found.map(Condition::getReason)
                                    .filter(reason.name()::equals)
                                    .isPresent())
                    .map(Condition::getMessage)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("%s is not %s but %s".formatted(what, reason, last.get("is")), e);
        }
    }

    private InputStream resource(String name) {
        try (InputStream yaml = Installation.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(yaml).readAllBytes(), UTF_8);
            return new ByteArrayInputStream(
                    text.replace("${namespace}", namespace).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
