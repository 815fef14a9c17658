package dev.appdb.author.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * PostgreSQL's programs, unpacked once into this user's cache, with an empty cluster beside them that new ones are copied
 * from: initdb takes most of a second, a copy a fraction of that.
 *
 * @param version as in {@code 18.6.0}
 * @param home the folder in the cache
 */
record Programs(String version, Path home) {

    static Programs ofThisMachine() throws IOException, InterruptedException {
        String version = bundledVersion();
        var programs = new Programs(version, cache().resolve(version + "-" + platform()));
        Files.createDirectories(programs.home());
        synchronized (Programs.class) { // a file lock is held by the JVM, not by a thread
            try (FileChannel file = FileChannel.open(
                    programs.home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock();
                programs.prepare();
            }
        }
        return programs;
    }

    Path emptyCluster() {
        return home.resolve("empty-cluster");
    }

    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping, root is nobody. */
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("programs/bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void prepare() throws IOException, InterruptedException {
        if (!Files.exists(home.resolve("programs"))) {
            Path unfinished = Files.createTempDirectory(home, "unpacking-");
            Archive.unpack(archive(), unfinished);
            Files.move(unfinished, home.resolve("programs"), StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.exists(emptyCluster())) {
            Path unfinished = Files.createTempDirectory(home, "initdb-");
            initdb(unfinished);
            Files.move(unfinished, emptyCluster(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void initdb(Path data) throws IOException, InterruptedException {
        Path log = Files.createTempFile(home, "initdb-", ".log");
        Path password = Superuser.newPassword(home);
        var initdb = new ProcessBuilder(command("initdb", "--no-sync", "--username=" + Superuser.NAME));
        initdb.command().addAll(List.of("--auth=scram-sha-256", "--pwfile=" + password, "--encoding=UTF8"));
        initdb.command().addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        initdb.command().add("--pgdata=" + data);
        int exit = initdb.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new EmbeddedServerException("initdb of the embedded PostgreSQL ended with " + exit + ":\n"
                    + Files.readString(log) + rootHint());
        }
        Files.move(password, data.resolve(Superuser.PASSWORD_FILE));
        Files.delete(log);
    }

    String rootHint() {
        return "root".equals(System.getProperty("user.name"))
                ? "\nPostgreSQL does not run as root, and 'unshare -U' is what helps it here: run appdb as another user, or"
                        + " allow user namespaces"
                : "";
    }

    private static InputStream archive() {
        String name = "/postgres-%s.txz".formatted(platform());
        InputStream archive = Programs.class.getResourceAsStream(name);
        if (archive == null) {
            throw new EmbeddedServerException("this appdb was built for another kind of machine and has no " + name
                    + ": build it here with 'make build'");
        }
        return archive;
    }

    private static String bundledVersion() throws IOException {
        try (InputStream file = Programs.class.getResourceAsStream("postgres.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        }
    }

    private static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("appdb").resolve("embedded");
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return os + "-" + arch;
    }
}
