package dev.appdb.author.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server on the loopback interface that lives as long as this process at most: it ends, everything written,
 * at {@link #close()}, at Ctrl-C and when this JVM is killed. Everybody authenticates with SCRAM, as in production. In
 * exchange for speed it does not wait for the disk: a power cut may cost its data.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOST = "127.0.0.1";

    private final Programs programs;
    private final int port;
    private final Path data;
    private final Leash leash;

    private EmbeddedServer(Programs programs, int port, Path data, Leash leash) {
        this.programs = programs;
        this.port = port;
        this.data = data;
        this.leash = leash;
    }

    /** Starts a server whose data go with it, on a free port. */
    public static EmbeddedServer temporary() {
        try {
            return within(Files.createTempDirectory("appdb-postgres-"), 0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Starts a server that takes a temporary folder with it when it ends, with whatever else is in there; its data are in
     * the folder's {@code postgres}.
     *
     * @param port to listen on; 0 takes a free one
     * @throws EmbeddedServerException if it cannot start, with the end of its log
     */
    public static EmbeddedServer within(Path temporary, int port) {
        try {
            Path data = temporary.toAbsolutePath().resolve("postgres");
            return start(data, port == 0 ? freePort() : port, Optional.of(temporary.toAbsolutePath()));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Starts a server on a data directory that is kept; an empty or absent one becomes a new cluster.
     *
     * @param port to listen on; 0 takes a free one
     * @throws EmbeddedServerException if it cannot start, with the end of its log
     */
    public static EmbeddedServer on(Path data, int port) {
        try {
            return start(data.toAbsolutePath(), port == 0 ? freePort() : port, Optional.empty());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** Where its data and its log are. */
    public Path data() {
        return data;
    }

    /** As in {@code 18.6}. */
    public String version() {
        return programs.version().replaceFirst("\\.0$", "");
    }

    /** The admin of this database; both are made when missing, and the password is a new one each time. */
    public Admin admin(String database) {
        return new Superuser(HOST, port, data).admin(database);
    }

    /** Returns when the server has ended. Closing twice is fine. */
    @Override
    public void close() {
        leash.close();
    }

    private static EmbeddedServer start(Path data, int port, Optional<Path> temporary) throws IOException {
        try {
            Programs programs = Programs.ofThisMachine();
            if (Directories.isEmptyOrAbsent(data)) {
                Directories.copy(programs.emptyCluster(), data);
            }
            check(programs, data);
            Path log = data.resolve("server.log");
            Process process = launch(programs, data, port, log);
            Leash leash = Leash.hold(process, temporary);
            var server = new EmbeddedServer(programs, port, data, leash);
            if (!server.becomesReady(process)) {
                String said = Files.exists(log) ? Files.readString(log) : "";
                leash.close();
                throw new EmbeddedServerException("the embedded PostgreSQL did not start on %s, port %d:%n%s%s"
                        .formatted(data, port, end(said), programs.rootHint()));
            }
            return server;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while starting the embedded PostgreSQL", e);
        }
    }

    private static void check(Programs programs, Path data) throws IOException {
        Path version = data.resolve("PG_VERSION");
        if (!Files.exists(version) || !Files.exists(data.resolve(Superuser.PASSWORD_FILE))) {
            throw new EmbeddedServerException(
                    data + " is neither empty nor a data directory that appdb made: name another one");
        }
        String made = Files.readString(version).strip();
        if (!made.equals(programs.majorVersion())) {
            throw new EmbeddedServerException(
                    "%s was made by PostgreSQL %s, and this appdb has %s: name another directory"
                            .formatted(data, made, programs.majorVersion()));
        }
    }

    private static Process launch(Programs programs, Path data, int port, Path log) throws IOException {
        var command = new ArrayList<>(programs.command("postgres", "-D", data.toString(), "-p", "" + port));
        for (String setting : List.of(
                "listen_addresses=" + HOST,
                "unix_socket_directories=",
                "password_encryption=scram-sha-256",
                "shared_buffers=32MB",
                "max_connections=50",
                "fsync=off",
                "full_page_writes=off")) {
            command.addAll(List.of("-c", setting));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** The server itself writes its state into the last line of its pid file. */
    private boolean becomesReady(Process process) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !process.waitFor(10, TimeUnit.MILLISECONDS)) {
            List<String> lines = lines(pidFile);
            if (lines.size() == 8
                    && lines.getFirst().equals(Long.toString(process.pid()))
                    && lines.getLast().strip().equals("ready")) {
                return true;
            }
        }
        return false;
    }

    /** A server that gives up takes its file with it, at any moment. */
    private static List<String> lines(Path pidFile) throws IOException {
        try {
            return Files.readAllLines(pidFile);
        } catch (NoSuchFileException notYetOrNoLonger) {
            return List.of();
        }
    }

    private static String end(String log) {
        return log.substring(Math.max(0, log.length() - 2000));
    }

    private static EmbeddedServerException failed(IOException cause) {
        return new EmbeddedServerException("cannot start the embedded PostgreSQL: " + cause, cause);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
