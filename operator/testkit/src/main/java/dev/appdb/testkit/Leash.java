package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Ends the fixtures' processes and removes their directories when this JVM ends, also when it is killed: a small shell
 * that is told what was started and acts when the pipe to it breaks. The last started is the first to end, because an
 * API server whose etcd is gone hangs.
 */
final class Leash {
    private static final String SHELL = """
            trap '' INT TERM HUP
            started= directories=
            while read -r what which; do
              case $what in
                started) started="$which $started" ;;
                ended) started=$(printf '%s\\n' $started | grep -v "^$which/" | tr '\\n' ' ') ;;
                directory) directories="$directories$which
            " ;;
              esac
            done
            for one in $started; do
              pid=${one%/*}
              kill -s "${one#*/}" "$pid" 2>/dev/null
              for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
              kill -s KILL "$pid" 2>/dev/null
            done
            printf %s "$directories" | while read -r one; do rm -rf "$one"; done
            """;

    private static final Leash OF_THIS_JVM = new Leash();

    private final Writer shell;

    private Leash() {
        try {
            shell = new ProcessBuilder("sh", "-c", SHELL)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .outputWriter(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start sh, which ends the tests' processes", e);
        }
    }

    static Leash ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** From now on {@code process} gets {@code signal} (and KILL two seconds later) when this JVM ends. */
    Process hold(Process process, String signal) {
        tell("started " + process.pid() + "/" + signal);
        var unused = process.onExit().thenAccept(ended -> tell("ended " + ended.pid()));
        return process;
    }

    /** Removes the directory after all processes have ended. */
    Path remove(Path directory) {
        tell("directory " + directory);
        return directory;
    }

    private synchronized void tell(String line) {
        try {
            shell.write(line + "\n");
            shell.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell that ends the tests' processes is gone", e);
        }
    }
}
