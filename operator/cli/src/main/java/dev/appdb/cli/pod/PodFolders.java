package dev.appdb.cli.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the paths of a container are on this machine. Closing removes what was made for it. */
final class PodFolders implements AutoCloseable {
    private final Path root;
    private final Map<String, Path> mounts = new HashMap<>();

    private PodFolders(Path root) {
        this.root = root;
    }

    static PodFolders of(PodSpec pod, Container container, Volumes volumes) throws IOException {
        var folders = new PodFolders(Files.createTempDirectory("appdb-pod-"));
        try {
            for (VolumeMount mount : container.getVolumeMounts()) {
                Volume volume = pod.getVolumes().stream()
                        .filter(candidate -> candidate.getName().equals(mount.getName()))
                        .findFirst()
                        .orElseThrow(() -> new PodException("the pod has no volume " + mount.getName()));
                Path empty = folders.root.resolve(mount.getName());
                Files.createDirectories(empty);
                Path content = volumes.materialise(volume, empty);
                String subPath = Objects.requireNonNullElse(mount.getSubPath(), "");
                folders.mounts.put(mount.getMountPath().replaceAll("/+$", ""), content.resolve(subPath));
            }
            return folders;
        } catch (IOException | RuntimeException e) {
            folders.close();
            throw e;
        }
    }

    /** The folder or file here that the container has at this path. */
    Path here(String inContainer) {
        return mounts.entrySet().stream()
                .filter(mount -> inContainer.equals(mount.getKey()) || inContainer.startsWith(mount.getKey() + "/"))
                .max(Comparator.comparingInt(mount -> mount.getKey().length()))
                .map(mount -> mount.getValue()
                        .resolve(inContainer.substring(mount.getKey().length()).replaceAll("^/+", "")))
                .orElseThrow(() -> new PodException("the container has nothing mounted at " + inContainer));
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(root)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
