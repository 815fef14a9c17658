package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kubelet of a {@link ControlPlane}: takes the pods of Jobs that no node has, and runs their containers as processes
 * of this machine, so that the real Job controller completes or fails the Jobs.
 *
 * <p>As a kubelet does: init containers in their order, then all containers; env with {@code envFrom}, references and
 * {@code $(VAR)}; volumes from ConfigMaps, Secrets, projections (service-account tokens too), images and emptyDir, in the
 * kubelet's layout with {@code ..data}; what is missing is waited for, and the pod says so (CreateContainerConfigError,
 * ErrImagePull, an Event FailedMount); restart policies; termination messages; a deleted pod gets SIGTERM, then SIGKILL
 * after its grace period.
 *
 * <p>There is no image and no mount: the test's function says which command line a container is, and where a container's
 * env values and arguments name one of its mount paths (or its termination message path), they are given the real path
 * instead, whole path segments only. Env {@code APPDB_TERMINATION_LOG} is set to the real termination message file. Of
 * this machine's environment a container sees PATH only. Not done, and said in the pod's status where it matters: probes,
 * resource limits, native sidecars, read-only mounts, refreshed volumes, other kinds of volumes.
 */
public final class JobPods implements AutoCloseable {
    private final KubernetesClient client;
    private final ContainerCommand command;
    private final Predicate<Pod> others;
    private final Map<String, Path> images = new ConcurrentHashMap<>();
    private final Map<String, PodRun> runs = new ConcurrentHashMap<>();
    private final Path home;
    private final Node node;
    private final SharedIndexInformer<Pod> informer;

    private JobPods(KubernetesClient client, ContainerCommand command, Predicate<Pod> others) throws IOException {
        this.client = client;
        this.command = command;
        this.others = others;
        this.home = Leash.ofThisJvm().remove(Files.createTempDirectory("appdb-pods-"));
        this.node = client.resource(node()).create();
        this.informer = client.pods().inAnyNamespace().inform(new Handler());
    }

    /** Runs the pods of Jobs, in every namespace, until closed. */
    public static JobPods run(ControlPlane cluster, ContainerCommand command) {
        return run(cluster, command, pod -> false);
    }

    /** Runs those other pods too, a Deployment's for instance. */
    public static JobPods run(ControlPlane cluster, ContainerCommand command, Predicate<Pod> others) {
        try {
            return new JobPods(cluster.admin(), command, others);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for pods", e);
        }
    }

    /** What a container of the test is on this machine. */
    @FunctionalInterface
    public interface ContainerCommand {
        /** The container's own command and arguments, for programs that this machine has. */
        ContainerCommand AS_WRITTEN =
                container -> Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                        .toList();

        /** The command line, before {@code $(VAR)} and mount paths are replaced in it. */
        java.util.List<String> of(Container container);
    }

    /** From now on an image volume of this reference holds that directory's files; until then it can't be pulled. */
    public JobPods image(String reference, Path directory) {
        images.put(reference, directory);
        return this;
    }

    /** What the containers of the pods wrote whose names begin so (a Job's name, for instance), with the pods' names. */
    public String logs(String namespace, String prefix) {
        return runs.values().stream()
                .filter(run -> run.namespace().equals(namespace) && run.name().startsWith(prefix))
                .flatMap(PodRun::logs)
                .map(log -> "== " + log.getFileName() + "\n" + read(log))
                .collect(Collectors.joining());
    }

    /** Kills what runs; the pods are left as they are, on a node that is gone. */
    @Override
    public void close() {
        informer.close();
        runs.values().forEach(PodRun::kill);
        client.resource(node).delete();
    }

    private boolean isOurs(Pod pod) {
        String where = pod.getSpec().getNodeName();
        boolean unbound = where == null || where.isEmpty();
        return unbound && pod.getMetadata().getDeletionTimestamp() == null && (isOfAJob(pod) || others.test(pod));
    }

    private static boolean isOfAJob(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream().anyMatch(owner -> "Job".equals(owner.getKind()));
    }

    private static Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("testkit-" + UUID.randomUUID().toString().substring(0, 8))
                .endMetadata()
                .build();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            if (isOurs(pod)) {
                runs.computeIfAbsent(pod.getMetadata().getUid(), uid -> start(pod));
            }
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            PodRun run = runs.get(pod.getMetadata().getUid());
            if (run != null && pod.getMetadata().getDeletionTimestamp() != null) {
                run.terminate(Objects.requireNonNullElse(pod.getMetadata().getDeletionGracePeriodSeconds(), 30L));
            }
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            PodRun run = runs.get(pod.getMetadata().getUid());
            if (run != null) {
                run.kill();
            }
        }

        private PodRun start(Pod pod) {
            var run = new PodRun(client, pod, node.getMetadata().getName(), home, images, command);
            Thread.ofVirtual().name(pod.getMetadata().getName()).start(run);
            return run;
        }
    }
}
