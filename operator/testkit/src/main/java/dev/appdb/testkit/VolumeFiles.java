package dev.appdb.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes a volume's files as the kubelet does: into a hidden directory, which {@code ..data} links to, with a visible link
 * for each first part of a path.
 */
final class VolumeFiles {
    private VolumeFiles() {}

    static void write(Path volume, SortedMap<String, byte[]> files) throws IOException {
        Path unfinished = Files.createDirectories(volume.resolveSibling(volume.getFileName() + ".new"));
        Path hidden = Files.createDirectories(unfinished.resolve("..2026_01_01_00_00_00.1"));
        Path data = Files.createSymbolicLink(unfinished.resolve("..data"), hidden.getFileName());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = Path.of(file.getKey());
            Files.createDirectories(hidden.resolve(path).getParent());
            Files.write(hidden.resolve(path), file.getValue());
            Path visible = unfinished.resolve(path.getName(0));
            if (!Files.isSymbolicLink(visible)) {
                Files.createSymbolicLink(visible, data.getFileName().resolve(path.getName(0)));
            }
        }
        Files.move(unfinished, volume);
    }
}
