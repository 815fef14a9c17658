package dev.appdb.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where local mode keeps its things, in folders that only this user can read.
 *
 * @param root of them
 * @param temporary whether it goes when local mode ends
 */
record LocalFolder(Path root, boolean temporary) implements AutoCloseable {

    static LocalFolder of(Optional<Path> given) {
        try {
            return given.isPresent()
                    ? new LocalFolder(given.get().toAbsolutePath(), false)
                    : new LocalFolder(Files.createTempDirectory("appdb-local-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    @Override
    public void close() {
        if (!temporary || Files.notExists(root)) { // the embedded server removes it when it ends
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + root, e);
        }
    }
}
