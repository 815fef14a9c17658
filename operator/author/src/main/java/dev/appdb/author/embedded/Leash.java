package dev.appdb.author.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small shell that ends the server when the pipe to it breaks: at {@link #close()}, at Ctrl-C, and also when this JVM
 * is killed and no shutdown hook runs. Then it removes what was temporary.
 */
final class Leash implements AutoCloseable {
    /** INT is PostgreSQL's fast shutdown: sessions are ended, everything is written. */
    private static final String SHELL = """
            trap '' INT TERM HUP
            read -r _
            kill -s INT "$1" 2>/dev/null
            while kill -0 "$1" 2>/dev/null; do sleep 0.05; done
            if [ -n "$2" ]; then rm -rf "$2"; fi
            """;

    private final Process shell;

    private Leash(Process shell) {
        this.shell = shell;
    }

    static Leash hold(Process server, Optional<Path> temporary) throws IOException {
        return new Leash(new ProcessBuilder(
                        "sh",
                        "-c",
                        SHELL,
                        "appdb-leash",
                        Long.toString(server.pid()),
                        temporary.map(Path::toString).orElse(""))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Returns when the server has ended. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot tell the embedded server to end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
