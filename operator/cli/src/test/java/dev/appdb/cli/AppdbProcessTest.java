package dev.appdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: signals, and variables of the environment. */
class AppdbProcessTest {

    @Test
    void ctrlCEndsTheServerAndLeavesNothing(@TempDir Path directory, @TempDir Path temporary) throws Exception {
        Process up = appdb(
                Map.of(), temporary, "local", "up", "-f", Shop.in(directory).toString());
        try (BufferedReader out = up.inputReader(UTF_8)) {
            readUntil(out, "Follows the manifests until Ctrl-C.");

            new ProcessBuilder("kill", "-s", "INT", Long.toString(up.pid()))
                    .start()
                    .waitFor();

            assertThat(up.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(up.exitValue()).isEqualTo(130);
            assertThat(out.lines()).as("nothing is said any more").isEmpty();
        } finally {
            up.destroyForcibly();
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> isEmpty(temporary));
    }

    @Test
    void theGateOpensForWhatIsAppliedAndNotForWhatIsNot(
            @TempDir Path directory, @TempDir Path data, @TempDir Path temporary) throws Exception {
        Path applied = Files.createDirectories(directory.resolve("applied"));
        Files.writeString(applied.resolve("V1__a.sql"), "CREATE TABLE a (id int);\n");
        Path next = Files.createDirectories(directory.resolve("next"));
        Files.writeString(next.resolve("V1__a.sql"), "CREATE TABLE a (id int);\n");
        Files.writeString(next.resolve("V2__b.sql"), "CREATE TABLE b (id int);\n");
        Path manifest = Files.writeString(directory.resolve("shop.yaml"), """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabase
                metadata: {name: shop}
                spec: {}
                ---
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata: {name: shop}
                spec:
                  databaseRef: {name: shop}
                  source:
                    inline:
                      files:
                        V1__a.sql: |
                          CREATE TABLE a (id int);
                """);
        Process up = appdb(Map.of(), temporary, "local", "up", "-f", manifest.toString(), "--data", data.toString());
        try (BufferedReader out = up.inputReader(UTF_8)) {
            readUntil(out, "Follows the manifests until Ctrl-C.");
            Map<String, String> secret = secret(data.resolve("secrets/default/shop-db"));

            assertThat(gate(secret, temporary, "--files=" + applied)).isZero();
            assertThat(gate(secret, temporary, "--version=1")).isZero();
            assertThat(gate(secret, temporary, "--files=" + next, "--timeout=1s"))
                    .isEqualTo(1);
            assertThat(gate(secret, temporary, "--version=2", "--timeout=1s")).isEqualTo(1);
            assertThat(gate(Map.of(), temporary, "--version=1", "--timeout=1s")).isEqualTo(2);
        } finally {
            up.destroy();
            up.waitFor();
        }
    }

    private static int gate(Map<String, String> secret, Path temporary, String... wanted) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("gate", "--migration=shop"));
        arguments.addAll(List.of(wanted));
        Process gate = appdb(secret, temporary, arguments.toArray(String[]::new));
        try (BufferedReader out = gate.inputReader(UTF_8)) {
            List<String> said = out.lines().toList();
            assertThat(String.join("\n", said)).isNotEmpty().doesNotContain("\tat ");
        }
        return gate.waitFor();
    }

    private static Process appdb(Map<String, String> variables, Path temporary, String... arguments)
            throws IOException {
        // What a shell starts in the background inherits that SIGINT is ignored; this test may be such a thing.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Appdb.class.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().putAll(variables);
        process.environment()
                .put(
                        "APPDB_TERMINATION_LOG",
                        temporary.resolve("termination-log").toString());
        return process.start();
    }

    private static void readUntil(BufferedReader out, String text) throws IOException {
        List<String> before = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            before.add(line);
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("the process ended without a word of '%s':%n%s".formatted(text, before));
    }

    private static Map<String, String> secret(Path folder) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                keys.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return keys;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("appdb-"));
        }
    }
}
