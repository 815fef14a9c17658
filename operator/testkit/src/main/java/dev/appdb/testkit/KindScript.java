package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts in {@code kind/} that bring programs to this machine and print where they are. */
final class KindScript {
    private KindScript() {}

    /** The script says on stderr where the programs come from, which can take minutes the first time. */
    static Path answer(String name) throws IOException, InterruptedException {
        Path script = Path.of("kind", name);
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve(script))) {
                Process process = new ProcessBuilder(folder.resolve(script).toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
                if (process.waitFor() != 0) {
                    throw new IOException(folder.resolve(script) + " ended with " + process.exitValue());
                }
                return Path.of(printed.strip());
            }
        }
        throw new IOException("no " + script + " in " + Path.of("").toAbsolutePath() + " or above");
    }
}
