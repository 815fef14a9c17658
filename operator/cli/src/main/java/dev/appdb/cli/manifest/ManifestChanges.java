package dev.appdb.cli.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads manifests again when their files are others. */
public final class ManifestChanges {
    private final Manifests manifests;
    private final List<Path> paths;
    private Map<Path, FileTime> read = Map.of();

    public ManifestChanges(Manifests manifests, List<Path> paths) {
        this.manifests = manifests;
        this.paths = List.copyOf(paths);
    }

    /** @throws ManifestException as {@link Manifests#read} */
    public List<HasMetadata> read() {
        read = times();
        return manifests.read(paths);
    }

    /**
     * What the files hold now, unless they are as they were at the last read.
     *
     * @throws ManifestException once for each change that made them wrong
     */
    public Optional<List<HasMetadata>> sinceLastRead() {
        return times().equals(read) ? Optional.empty() : Optional.of(read());
    }

    private Map<Path, FileTime> times() {
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path file : Manifests.files(paths)) {
            try {
                times.put(file, Files.getLastModifiedTime(file));
            } catch (IOException e) {
                throw new ManifestException("cannot read %s: %s".formatted(file, e));
            }
        }
        return times;
    }
}
