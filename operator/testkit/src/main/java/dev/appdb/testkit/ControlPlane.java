package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Kubernetes without nodes: etcd, kube-apiserver and kube-controller-manager as processes on the loopback interface.
 * Everything that the API server or a controller does is real (validation, RBAC, Jobs, garbage collection, service
 * accounts); no pod runs unless {@link JobPods} runs it. A start takes a few seconds, so tests share one and make a
 * namespace each. All of it ends with the JVM, also when that is killed.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlaneProcesses processes;
    private final KubernetesClient admin;

    private ControlPlane(ControlPlaneProcesses processes) {
        this.processes = processes;
        this.admin = client(config());
    }

    private static final class Shared {
        static final ControlPlane ONE = start();
    }

    /** The one of this JVM, started at the first call. */
    public static ControlPlane shared() {
        return Shared.ONE;
    }

    /** One of the test's own, ready to serve. */
    public static ControlPlane start() {
        try {
            return new ControlPlane(ControlPlaneProcesses.start(PATIENCE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a control plane", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting a control plane", e);
        }
    }

    /** May do everything. Closed with this. */
    public KubernetesClient admin() {
        return admin;
    }

    /** For a client of one's own with {@link #admin()}'s rights. */
    public Config config() {
        try {
            return Config.fromKubeconfig(Files.readString(kubeconfig()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that gives kubectl or an operator {@link #admin()}'s rights. */
    public Path kubeconfig() {
        return processes.kubeconfig();
    }

    /** Acts as that user, who has only the rights that RBAC gives; the caller closes it. */
    public KubernetesClient as(String user, String... groups) {
        return client(new ConfigBuilder(config())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build());
    }

    /** As that service account, in the groups that its token would have. */
    public KubernetesClient asServiceAccount(String namespace, String name) {
        return as(
                "system:serviceaccount:" + namespace + ":" + name,
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated");
    }

    /** A namespace of a new name, in which pods can be made at once. */
    public String newNamespace() {
        return newNamespace(Map.of());
    }

    public String newNamespace(Map<String, String> labels) {
        String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
        admin.resource(namespace).create();
        Awaitility.await("the service account that pods need")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> admin.serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return name;
    }

    /** Applies every {@code *.yaml} of a directory and waits until its resource definitions are served. */
    public void apply(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                applyFile(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot apply " + directory, e);
        }
    }

    /** Runs the control plane's own kubectl as {@link #admin()} and returns what it wrote; fails if it failed. */
    public String kubectl(String... arguments) {
        try {
            var command = new ArrayList<>(
                    List.of(processes.programs().resolve("kubectl").toString()));
            command.addAll(List.of("--kubeconfig", kubeconfig().toString()));
            command.addAll(List.of(arguments));
            Process kubectl =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            kubectl.getOutputStream().close();
            String output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new IllegalStateException("kubectl " + String.join(" ", arguments) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        processes.close();
    }

    private void applyFile(Path file) throws IOException {
        List<HasMetadata> resources;
        try (InputStream yaml = Files.newInputStream(file)) {
            resources = admin.load(yaml).items();
        }
        for (HasMetadata resource : resources) {
            admin.resource(resource).forceConflicts().serverSideApply();
            if (resource instanceof CustomResourceDefinition definition) {
                admin.resource(definition)
                        .waitUntilCondition(ControlPlane::isEstablished, PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** Its status comes in pieces. */
    private static boolean isEstablished(CustomResourceDefinition definition) {
        return Optional.ofNullable(definition)
                .map(CustomResourceDefinition::getStatus)
                .map(CustomResourceDefinitionStatus::getConditions)
                .orElse(List.of())
                .stream()
                .anyMatch(
                        condition -> "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
