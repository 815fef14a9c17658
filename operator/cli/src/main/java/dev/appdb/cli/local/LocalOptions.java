package dev.appdb.cli.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How local mode is to run.
 *
 * @param data where the server's data and the Secrets' files are kept; a temporary folder when absent
 * @param port of the embedded server; 0 takes a free one
 * @param images the folder that stands for an image reference
 */
public record LocalOptions(Optional<Path> data, int port, Map<String, Path> images) {
    public static LocalOptions temporary() {
        return new LocalOptions(Optional.empty(), 0, Map.of());
    }
}
