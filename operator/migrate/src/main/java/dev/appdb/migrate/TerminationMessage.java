package dev.appdb.migrate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file whose end the kubelet shows as a container's last words; outside a container there is none. */
public record TerminationMessage(Optional<Path> file) {
    private static final Path DEFAULT = Path.of("/dev/termination-log");

    /** {@code APPDB_TERMINATION_LOG}, or where the kubelet puts it unless told otherwise. */
    public static TerminationMessage of(Map<String, String> env) {
        return new TerminationMessage(Optional.ofNullable(env.get("APPDB_TERMINATION_LOG"))
                .map(Path::of)
                .or(() -> Optional.of(DEFAULT).filter(Files::exists)));
    }

    /** A message that cannot be written is told on {@code out} instead of ending anything. */
    public void write(String message, PrintStream out) {
        file.ifPresent(path -> {
            try {
                Files.writeString(path, message);
            } catch (IOException e) {
                out.println("the termination message could not be written to " + path + ": " + e);
            }
        });
    }
}
