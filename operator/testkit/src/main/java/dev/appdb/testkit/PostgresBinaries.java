package dev.appdb.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * One version's programs, unpacked once into the cache of this user, with an empty cluster beside them that new servers
 * are copied from.
 */
record PostgresBinaries(Path programs, Path emptyCluster) {

    static PostgresBinaries of(String version) throws IOException, InterruptedException {
        Path home = cache().resolve(version + "-" + platform());
        var binaries = new PostgresBinaries(home.resolve("programs"), home.resolve("empty-cluster"));
        Files.createDirectories(home);
        synchronized (PostgresBinaries.class) { // a file lock is held by the JVM, not by a thread
            try (FileChannel file =
                    FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock();
                binaries.prepare(version, home);
            }
        }
        return binaries;
    }

    /** Makes an empty cluster with a system identifier of its own. */
    void initdb(Path data) throws IOException, InterruptedException {
        Path log = Files.createTempFile("appdb-initdb-", ".log");
        var initdb = new ProcessBuilder(command("initdb", "--no-sync", "--username=postgres", "--auth=trust"));
        initdb.command().addAll(List.of("--encoding=UTF8", "--locale=C", "--pgdata=" + data));
        int exit = initdb.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("initdb of " + data + " ended with " + exit + ": " + Files.readString(log));
        }
        Files.delete(log);
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping, root is nobody. */
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void prepare(String version, Path home) throws IOException, InterruptedException {
        if (!Files.exists(programs)) {
            Path unfinished = unfinished(home);
            unpack(version, unfinished);
            Files.move(unfinished, programs, StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.exists(emptyCluster)) {
            Path unfinished = unfinished(home);
            initdb(unfinished);
            Files.move(unfinished, emptyCluster, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Goes with the JVM unless it is finished and renamed by then. */
    private static Path unfinished(Path home) throws IOException {
        return Leash.ofThisJvm().remove(Files.createTempDirectory(home, "unfinished-"));
    }

    private static void unpack(String version, Path to) throws IOException {
        String archive = "postgres-%s/postgres-%s.txz".formatted(version, platform());
        try (InputStream file = PostgresBinaries.class.getResourceAsStream(archive)) {
            if (file == null) {
                throw new IOException("the testkit was built without " + archive
                        + ": build it on this machine (mvn -pl operator/testkit install)");
            }
            try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(file)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(entry, tar, to.resolve(entry.getName()));
                }
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path to) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(to);
            return;
        }
        Files.createDirectories(to.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, to);
        if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The folder that kind/lib.sh names too. */
    private static Path cache() {
        Map<String, String> env = System.getenv();
        Path home = Path.of(System.getProperty("user.home"), ".cache");
        Path caches =
                Optional.ofNullable(env.get("XDG_CACHE_HOME")).map(Path::of).orElse(home);
        Path ours = Optional.ofNullable(env.get("APPDB_CACHE")).map(Path::of).orElse(caches.resolve("appdb"));
        return ours.resolve("postgres");
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return os + "-" + arch;
    }
}
