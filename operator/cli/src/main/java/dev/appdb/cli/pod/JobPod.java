package dev.appdb.cli.pod;

import dev.appdb.controller.cluster.PodReport;
import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.run.Runner;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Runs what the pod of a migration's Job would run, from that very pod's specification: its environment, Secrets and
 * volumes.
 */
public final class JobPod {
    private final PodObjects objects;
    private final Map<String, Path> images;
    private final Consumer<String> log;

    /**
     * @param images the folder that stands for an image reference
     * @param log takes each line that the runner says
     */
    public JobPod(PodObjects objects, Map<String, Path> images, Consumer<String> log) {
        this.objects = objects;
        this.images = Map.copyOf(images);
        this.log = log;
    }

    /** Returns when the pod has ended; one that could not start is reported as waiting. */
    public PodReport run(Job job) {
        String name = job.getMetadata().getName() + "-local";
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        try {
            RunResult result =
                    run(pod, pod.getContainers().getFirst(), job.getMetadata().getNamespace());
            return new PodReport(
                    name,
                    Optional.empty(),
                    OptionalInt.of(exitCode(result)),
                    Optional.of(result.brief()),
                    Optional.empty());
        } catch (PodException e) {
            return waiting(name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return waiting(name, "cannot make the pod's volumes: " + e);
        }
    }

    private static PodReport waiting(String name, String why) {
        return new PodReport(name, Optional.of(why), OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    private RunResult run(PodSpec pod, Container container, String namespace) throws IOException {
        if (!List.of("run").equals(container.getArgs())) {
            throw new PodException("local mode runs migrations only, not " + container.getArgs());
        }
        Map<String, String> variables = new Environment(objects, namespace).of(container);
        try (var folders = PodFolders.of(pod, container, new Volumes(objects, images, namespace))) {
            RunRequest request = RunRequest.fromJson(variables.getOrDefault("APPDB_RUN", ""));
            return new Runner(log, "").run(at(request, folders), TenantConnection.of(variables));
        }
    }

    private static RunRequest at(RunRequest request, PodFolders folders) {
        return new RunRequest(
                request.migration(),
                request.run(),
                request.input(),
                request.image(),
                folders.here(request.sourceDir()).toString(),
                request.historyTable(),
                request.placeholders(),
                request.target(),
                request.staticData(),
                request.skip(),
                request.outOfOrder(),
                request.baselineVersion(),
                request.lockTimeout(),
                request.statementTimeout());
    }

    /** As the runner's own process would end. */
    private static int exitCode(RunResult result) {
        if (result.outcome().successful()) {
            return 0;
        }
        return result.failure().filter(Failure::retryable).isPresent() ? 1 : 2;
    }
}
