package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The life of one pod on this machine, from its binding to its last status. */
final class PodRun implements Runnable {
    private static final long RETRY_MILLIS = 200;
    private static final long BACK_OFF_MILLIS = 1000;

    private final KubernetesClient client;
    private final Pod pod;
    private final String node;
    private final Path logs;
    private final PodVolumes volumes;
    private final PodStatusReport report;
    private final ContainerStart starter;
    private final Set<ContainerProcess> processes = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean killed;

    PodRun(
            KubernetesClient client,
            Pod pod,
            String node,
            Path home,
            Map<String, Path> images,
            JobPods.ContainerCommand command) {
        this.client = client;
        this.pod = pod;
        this.node = node;
        Path directory = home.resolve(pod.getMetadata().getUid());
        this.logs = directory.resolve("logs");
        var fields = new PodFields(pod, node);
        this.volumes = new PodVolumes(client, pod, fields, directory.resolve("volumes"), images);
        var environment = new ContainerEnvironment(new PodConfig(client, namespace()), fields);
        this.starter = new ContainerStart(pod, directory, volumes, environment, command);
        this.report = new PodStatusReport(client, pod);
    }

    String namespace() {
        return pod.getMetadata().getNamespace();
    }

    String name() {
        return pod.getMetadata().getName();
    }

    Stream<Path> logs() {
        try (Stream<Path> files = Files.exists(logs) ? Files.list(logs) : Stream.empty()) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a kubelet ends a deleted pod: the object goes when the processes have. */
    void terminate(long graceSeconds) {
        stopping.countDown();
        processes.forEach(ContainerProcess::terminate);
        Thread.ofVirtual().start(() -> {
            try {
                TimeUnit.SECONDS.sleep(graceSeconds);
                processes.forEach(ContainerProcess::kill);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ends the processes and says nothing more about the pod. */
    void kill() {
        killed = true;
        stopping.countDown();
        processes.forEach(ContainerProcess::kill);
    }

    @Override
    public void run() {
        try {
            live();
        } catch (Stopped expected) {
            end(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | KubernetesClientException e) {
            if (!killed && !isGone(e)) {
                throw new IllegalStateException("the pod " + namespace() + "/" + name() + " can't be run", e);
            }
        }
    }

    /** Somebody deleted the pod with force. */
    private static boolean isGone(Throwable e) {
        return switch (e) {
            case KubernetesClientException refused -> refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            case ExecutionException wrapper when wrapper.getCause() != null -> isGone(wrapper.getCause());
            default -> false;
        };
    }

    private void live() throws IOException, InterruptedException, ExecutionException, Stopped {
        Files.createDirectories(logs);
        bind();
        report.bound();
        untilPossible(report::allWait, () -> {
            volumes.prepare();
            return true;
        });
        for (Container container : pod.getSpec().getInitContainers()) {
            if (!runToItsEnd(container, true)) {
                end(false);
                return;
            }
        }
        report.initialized();
        end(runAll(pod.getSpec().getContainers()));
    }

    private void bind() {
        client.bindings()
                .inNamespace(namespace())
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(name())
                        .endMetadata()
                        .withNewTarget()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build())
                .create();
    }

    private boolean runAll(List<Container> containers) throws InterruptedException, ExecutionException {
        var runs = new ArrayList<Callable<Boolean>>();
        containers.forEach(container -> runs.add(() -> {
            try {
                return runToItsEnd(container, false);
            } catch (Stopped expected) {
                return false;
            }
        }));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            boolean succeeded = true;
            for (Future<Boolean> run : threads.invokeAll(runs)) {
                succeeded &= run.get();
            }
            return succeeded;
        }
    }

    /** Whether it succeeded in the end, which with the restart policy Always is only asked when the pod is deleted. */
    private boolean runToItsEnd(Container container, boolean init) throws IOException, InterruptedException, Stopped {
        for (int restarts = 0; ; restarts++) {
            Path log = logs.resolve(name() + "." + container.getName() + "." + restarts + ".log");
            ContainerProcess.End end = runOnce(container, log);
            report.ended(container.getName(), end);
            if (stopping.getCount() == 0 || !isRestarted(end.exitCode(), init)) {
                return end.exitCode() == 0;
            }
            report.backsOff(container.getName(), restarts + 1);
            pause(BACK_OFF_MILLIS);
        }
    }

    private ContainerProcess.End runOnce(Container container, Path log)
            throws IOException, InterruptedException, Stopped {
        ContainerStart.Started started =
                untilPossible(notYet -> report.waits(container.getName(), notYet), () -> starter.start(container, log));
        switch (started) {
            case ContainerStart.NoProcess(ContainerProcess.End end) -> {
                return end;
            }
            case ContainerStart.Running(ContainerProcess process) -> {
                processes.add(process);
                if (stopping.getCount() == 0) {
                    process.terminate();
                }
                report.runs(container, process);
                ContainerProcess.End end = process.await();
                processes.remove(process);
                return end;
            }
        }
    }

    private boolean isRestarted(int exitCode, boolean init) {
        return switch (pod.getSpec().getRestartPolicy()) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> !init || exitCode != 0;
        };
    }

    private void end(boolean succeeded) {
        if (killed) {
            return;
        }
        report.finished(succeeded);
        if (stopping.getCount() == 0) {
            client.pods()
                    .inNamespace(namespace())
                    .withName(name())
                    .withGracePeriod(0)
                    .delete();
        }
    }

    private <T> T untilPossible(Consumer<NotYet> tell, Attempt<T> attempt)
            throws IOException, InterruptedException, Stopped {
        while (true) {
            try {
                return attempt.once();
            } catch (NotYet notYet) {
                tell.accept(notYet);
                pause(RETRY_MILLIS);
            }
        }
    }

    private void pause(long millis) throws InterruptedException, Stopped {
        if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
            throw new Stopped();
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T once() throws NotYet, IOException;
    }

    /** The pod was deleted while none of its processes ran. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;
    }
}
