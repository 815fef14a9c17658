package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One run of a container. */
final class ContainerProcess {
    private static final int MESSAGE_BYTES = 4096;
    private static final int MESSAGE_BYTES_OF_A_LOG = 2048;

    private final Container container;
    private final Process process;
    private final Path terminationLog;
    private final Path log;
    private final Instant started = Instant.now();

    private ContainerProcess(Container container, Process process, Path terminationLog, Path log) {
        this.container = container;
        this.process = process;
        this.terminationLog = terminationLog;
        this.log = log;
    }

    /** How it ended; {@code reason} as the kubelet names it. */
    record End(int exitCode, String reason, String message, Instant started, Instant finished) {}

    static ContainerProcess start(
            Container container,
            List<String> command,
            Map<String, String> env,
            Path terminationLog,
            Path log,
            Path home)
            throws IOException {
        Files.write(terminationLog, new byte[0]);
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(env);
        Process process = Leash.ofThisJvm().hold(builder.start(), "KILL");
        process.getOutputStream().close();
        return new ContainerProcess(container, process, terminationLog, log);
    }

    long pid() {
        return process.pid();
    }

    Instant started() {
        return started;
    }

    /** Asks the process to end; what it started is killed after it, as everything in a container is. */
    void terminate() {
        List<ProcessHandle> children = children();
        process.destroy();
        var unused = process.onExit().thenRun(() -> children.forEach(ProcessHandle::destroyForcibly));
    }

    void kill() {
        List<ProcessHandle> children = children();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> children() {
        try (Stream<ProcessHandle> children = process.descendants()) {
            return children.toList();
        }
    }

    End await() throws IOException, InterruptedException {
        int exit = process.waitFor();
        return new End(exit, exit == 0 ? "Completed" : "Error", message(exit), started, Instant.now());
    }

    private String message(int exit) throws IOException {
        byte[] written = Files.readAllBytes(terminationLog);
        boolean fallBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
        if (written.length == 0 && fallBack && exit != 0) {
            byte[] output = Files.readAllBytes(log);
            int from = Math.max(0, output.length - MESSAGE_BYTES_OF_A_LOG);
            return new String(Arrays.copyOfRange(output, from, output.length), UTF_8);
        }
        return new String(Arrays.copyOf(written, Math.min(written.length, MESSAGE_BYTES)), UTF_8);
    }

    static String terminationMessagePath(Container container) {
        return Objects.requireNonNullElse(container.getTerminationMessagePath(), "/dev/termination-log");
    }
}
