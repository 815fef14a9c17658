package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a container into a process: its variables, its command line, and the real paths in both. */
record ContainerStart(
        Pod pod,
        Path directory,
        PodVolumes volumes,
        ContainerEnvironment environment,
        JobPods.ContainerCommand command) {

    sealed interface Started {}

    record Running(ContainerProcess process) implements Started {}

    /** Its program can't be executed, which ends a container as a failure of its own would. */
    record NoProcess(ContainerProcess.End end) implements Started {}

    Started start(Container container, Path log) throws NotYet, IOException {
        if (container.getRestartPolicy() != null) {
            throw NotYet.unsupported("the restart policy of a container (" + container.getName() + ")");
        }
        Path home = Files.createDirectories(directory.resolve("containers").resolve(container.getName()));
        Path terminationLog = home.resolve("termination-log");
        RealPaths paths = paths(container, terminationLog);
        Map<String, String> expanded = environment.of(container);
        var env = new LinkedHashMap<String, String>();
        env.put("HOSTNAME", pod.getMetadata().getName());
        env.put("APPDB_TERMINATION_LOG", terminationLog.toString());
        expanded.forEach((name, value) -> env.put(name, paths.in(value)));
        List<String> line = command.of(container).stream()
                .map(word -> paths.in(ContainerEnvironment.expand(word, expanded)))
                .toList();
        try {
            return new Running(ContainerProcess.start(container, line, env, terminationLog, log, home));
        } catch (IOException e) {
            Instant now = Instant.now();
            return new NoProcess(new ContainerProcess.End(128, "StartError", String.valueOf(e.getMessage()), now, now));
        }
    }

    private RealPaths paths(Container container, Path terminationLog) throws NotYet {
        var real = new LinkedHashMap<String, Path>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            real.put(mount.getMountPath().replaceAll("(?<=.)/+$", ""), volumes.of(mount));
        }
        real.put(ContainerProcess.terminationMessagePath(container), terminationLog);
        return RealPaths.of(real);
    }
}
