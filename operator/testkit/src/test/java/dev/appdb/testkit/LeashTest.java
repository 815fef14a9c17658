package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LeashTest {

    @Test
    void whatAKilledJvmLeavesBehindIsEnded() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sleeper.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = jvm.inputReader(UTF_8);
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        Path directory = Path.of(output.readLine());
        assertThat(child.isAlive()).isTrue();

        jvm.destroyForcibly().waitFor();

        await().until(() -> !child.isAlive() && !Files.exists(directory));
    }

    /** A JVM with a process on the leash. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String... args) throws Exception {
            Process child = Leash.ofThisJvm().hold(new ProcessBuilder("sleep", "1000").start(), "TERM");
            Path directory = Leash.ofThisJvm().remove(Files.createTempDirectory("appdb leash "));
            System.out.println(child.pid());
            System.out.println(directory);
            child.waitFor();
        }
    }
}
