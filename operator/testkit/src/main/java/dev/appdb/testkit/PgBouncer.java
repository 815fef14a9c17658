package dev.appdb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A PgBouncer in front of a test server, in transaction mode: each transaction may get another connection to the server.
 * Logins authenticate with their own SCRAM passwords, which it passes through: nothing is configured per login.
 */
public final class PgBouncer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Process process;

    private PgBouncer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Asks as the superuser for the passwords of all logins. Returns when it takes connections. */
    public static PgBouncer before(TestPostgres server) {
        return start("""
                [databases]
                * = host=%s port=%d auth_user=postgres
                [pgbouncer]
                auth_type = scram-sha-256
                auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
                pool_mode = transaction
                """.formatted(server.host(), server.port()), "");
    }

    /**
     * Set up for one database as the admin guide says, whose SQL was run there.
     *
     * @param name of the database, instead of the guide's
     */
    public static PgBouncer asTheGuideSays(TestPostgres server, String name) {
        String settings = AdminGuide.block("ini", "pooler")
                .text()
                .replace("prt_apps", name)
                .replace("db.example.com port=5432", server.host() + " port=" + server.port());
        return start(settings, "\"%s_pooler\" \"choose one\"%n".formatted(name));
    }

    /**
     * The reset is what poolers in session mode do.
     *
     * @param settings end in the section {@code [pgbouncer]}, of which what is said last counts
     */
    private static PgBouncer start(String settings, String users) {
        try {
            int port = Loopback.freePort();
            Path home = Leash.ofThisJvm().remove(Files.createTempDirectory("appdb-pgbouncer-"));
            Path log = home.resolve("log");
            Path configuration = Files.writeString(
                    home.resolve("pgbouncer.ini"),
                    settings
                            + """
                    listen_addr = %s
                    listen_port = %d
                    unix_socket_dir =
                    auth_file = %s
                    client_tls_sslmode = disable
                    server_tls_sslmode = disable
                    default_pool_size = 2
                    server_reset_query = DISCARD ALL
                    server_reset_query_always = 1
                    """.formatted(
                                    Loopback.HOST, port, Files.writeString(home.resolve("userlist.txt"), users)));
            List<String> command = new ArrayList<>();
            if ("root".equals(System.getProperty("user.name"))) { // it refuses to run as root, as PostgreSQL does
                command.addAll(List.of("unshare", "-U"));
            }
            command.addAll(List.of(KindScript.answer("pgbouncer").toString(), configuration.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var unused = Leash.ofThisJvm().hold(process, "QUIT");
            awaitListening(port, process, log);
            return new PgBouncer(port, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PgBouncer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting PgBouncer", e);
        }
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static void awaitListening(int port, Process process, Path log) {
        Awaitility.await("PgBouncer")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("PgBouncer did not start:\n" + Files.readString(log));
                    }
                })
                .until(() -> isListening(port));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
