package dev.appdb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of examples/shop that a test may edit. */
record Shop(Path directory) {
    static final Path EXAMPLE = Path.of("..", "..", "examples", "shop");

    static Shop in(Path directory) {
        var shop = new Shop(directory);
        try (Stream<Path> files = Files.list(EXAMPLE)) {
            List<Path> manifests =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            for (Path manifest : manifests) {
                Files.copy(manifest, directory.resolve(manifest.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shop;
    }

    /** Replaces a text of the source, which has it once. */
    Shop edit(String before, String after) {
        Path source = directory.resolve("source.yaml");
        try {
            String text = Files.readString(source);
            if (text.split(Pattern.quote(before), -1).length != 2) {
                throw new IllegalArgumentException("the source does not have this once: " + before);
            }
            Files.writeString(source, text.replace(before, after));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Takes over the source of the next release. */
    Shop next() {
        try {
            Files.writeString(
                    directory.resolve("source.yaml"),
                    Files.readString(EXAMPLE.resolve("next").resolve("source.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
