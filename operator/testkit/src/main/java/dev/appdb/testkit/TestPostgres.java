package dev.appdb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on the loopback interface. Everybody authenticates with SCRAM, except the superuser
 * {@code postgres}, who needs no password; {@link TestAccess} tells other ways in. Its durability is off: it survives {@link #kill()}, not a power cut.
 *
 * <p>Stopping and starting keeps port and data. Thread-safe but for those two.
 */
public final class TestPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int version;
    private final int port;
    private final TestAccess access;
    private final Path data;
    private final PostgresBinaries binaries;
    private @Nullable Process process;

    private TestPostgres(int version, int port, TestAccess access, Path data, PostgresBinaries binaries) {
        this.version = version;
        this.port = port;
        this.access = access;
        this.data = data;
        this.binaries = binaries;
    }

    /** Makes a stopped server: a copy of the cached empty cluster, quick, or one with a system identifier of its own. */
    static TestPostgres make(int version, PostgresBinaries binaries, boolean copied, TestAccess access)
            throws IOException, InterruptedException {
        Path data = Leash.ofThisJvm().remove(Files.createTempDirectory("appdb-postgres-" + version + "-"));
        if (copied) {
            copy(binaries.emptyCluster(), data);
        } else {
            binaries.initdb(data);
        }
        access.writeTo(data);
        return new TestPostgres(version, Loopback.freePort(), access, data, binaries);
    }

    /** The major version, e.g. 17. */
    public int version() {
        return version;
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    /** JDBC, without a password. */
    public String superuserUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?user=postgres&sslmode=disable".formatted(host(), port, database);
    }

    public Connection superuser(String database) throws SQLException {
        return DriverManager.getConnection(superuserUrl(database));
    }

    /** As anybody else; {@code sslmode=require} where this server has TLS. */
    public Connection connect(String database, String user, String password) throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=%s"
                .formatted(host(), port, database, access.tls() ? "require" : "disable");
        return DriverManager.getConnection(url, user, password);
    }

    /** Runs statements as the superuser, each in a transaction of its own. */
    public void sql(String database, String... statements) {
        try (Connection connection = superuser(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(this + ", database " + database + ": " + e.getMessage(), e);
        }
    }

    /** A new database of a name not used before, owned by the superuser. */
    public String createDatabase() {
        String name = "db_" + unique();
        sql("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** The admin of a class as the design has it: a non-superuser login with CREATEROLE that owns its own new database. */
    public TestAdmin createAdmin(TestAdmin.Variant... variants) {
        return createAdmin(createDatabase(), variants);
    }

    /** As {@link #createAdmin(TestAdmin.Variant...)}, for a database that exists, which becomes the admin's. */
    public TestAdmin createAdmin(String database, TestAdmin.Variant... variants) {
        var admin = new TestAdmin(
                this, database, "admin_" + unique(), UUID.randomUUID().toString());
        sql("postgres", admin.statements(List.of(variants)).toArray(String[]::new));
        return admin;
    }

    /** Returns when the server takes connections. */
    public void start() {
        start("primary");
    }

    /** Starts again as a hot standby that follows nobody: read-only, in recovery for ever. */
    public void restartAsStandby() {
        stop();
        try {
            Files.createFile(data.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("standby");
    }

    /** Ends all sessions and writes everything to disk. */
    public void stop() {
        signal("INT");
    }

    /** As if its machine had lost power: no session hears a word. The next start recovers. */
    public void kill() {
        signal("KILL");
    }

    @Override
    public void close() {
        if (process != null) {
            signal("QUIT");
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version;
    }

    private void start(String as) {
        Path log = data.resolve("server.log");
        try {
            // the processes of a killed server hold its shared memory for a moment, and starting fails until they ended
            Awaitility.await("start of " + this)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        if (process == null || !process.isAlive()) {
                            process = Leash.ofThisJvm().hold(launch(log), "QUIT");
                        }
                        return isReady(process);
                    });
        } catch (RuntimeException e) {
            throw new IllegalStateException("%s did not start as %s:%n%s".formatted(this, as, read(log)), e);
        }
    }

    private Process launch(Path log) throws IOException {
        var command = new ArrayList<>(binaries.command("postgres", "-D", data.toString(), "-p", "" + port));
        for (String setting : List.of(
                "listen_addresses=" + host(),
                "unix_socket_directories=",
                "password_encryption=scram-sha-256",
                "ssl=" + (access.tls() ? "on" : "off"),
                "ssl_ca_file=" + (access.clients().isPresent() ? TestAccess.CLIENTS : ""),
                "shared_buffers=32MB",
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
    private boolean isReady(Process started) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() == 8
                    && lines.getFirst().equals(Long.toString(started.pid()))
                    && lines.getLast().strip().equals("ready");
        } catch (NoSuchFileException notYetOrNoLonger) {
            return false;
        }
    }

    private void signal(String name) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(this + " is not running");
        }
        try {
            new ProcessBuilder("kill", "-s", name, "" + running.pid()).start().waitFor();
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + " does not end:\n" + read(data.resolve("server.log")));
            }
            process = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ending " + this, e);
        }
    }

    private static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                if (!Files.exists(copy)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
