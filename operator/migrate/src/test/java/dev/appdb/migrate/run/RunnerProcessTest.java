package dev.appdb.migrate.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.PostgresServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The runner as a Job starts it: a process, its environment, its exit code and its last words. */
class RunnerProcessTest {
    private final TestTenant tenant = TestTenant.on(PostgresServers.newest());

    private record Ended(int code, String out, String message) {}

    @Test
    void aRunThatEndsWellExitsWithZero() throws Exception {
        Ended ended = wait(
                start(Source.of("V1__a.sql", "CREATE TABLE t (id int);").request(), tenant.environment("migrator")));

        assertThat(ended.out()).matches("applied V1__a.sql \\(\\d+ ms\\)\nthe schema is at version 1\ndone\n");
        assertThat(ended.code()).isZero();
        assertThat(RunResult.fromJson(ended.message()).currentVersion()).isEqualTo("1");
    }

    @Test
    void aMistakeExitsWithTwoAndShowsTheStatement() throws Exception {
        Ended ended = wait(start(Source.of("V1__a.sql", "SELEC 1;").request(), tenant.environment("migrator")));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out())
                .startsWith("failed: V1__a.sql:1: syntax error at or near \"SELEC\" (42601).")
                .endsWith("    SELEC 1\n");
        assertThat(RunResult.fromJson(ended.message()).failure().orElseThrow().line())
                .isEqualTo(1);
    }

    @Test
    void aServerThatIsAwayExitsWithOneAndAnEmptyEnvironmentWithTwo() throws Exception {
        Map<String, String> away = new java.util.HashMap<>(tenant.environment("migrator"));
        away.put("port", "1");

        assertThat(wait(start(Source.of("V1__a.sql", "SELECT 1;").request(), away))
                        .code())
                .isEqualTo(1);
        assertThat(wait(start(Source.of("V1__a.sql", "SELECT 1;").request(), Map.of()))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void sigtermCancelsTheStatementAndReleasesTheLock() throws Exception {
        Started started =
                start(Source.of("V1__a.sql", "SELECT pg_sleep(60);").request(), tenant.environment("migrator"));
        tenant.awaitSleepingRun();

        started.process().toHandle().destroy(); // Process.destroy would close its output
        Ended ended = wait(started);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("failed: the run was stopped from outside before its end");
        assertThat(RunResult.fromJson(ended.message()).failure()).contains(Cancellation.STOPPED);
        assertThat(tenant.runSleeps()).isFalse();
        assertThat(
                        tenant.query(
                                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .containsExactly("0");
    }

    private record Started(Process process, Path message) {}

    private static Started start(RunRequest request, Map<String, String> env) throws IOException {
        Path message = Files.createTempFile("termination", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RunnerMain.class.getName());
        builder.environment().putAll(env);
        builder.environment().put("APPDB_RUN", request.toJson());
        builder.environment().put("APPDB_TERMINATION_LOG", message.toString());
        builder.redirectErrorStream(true);
        return new Started(builder.start(), message);
    }

    private static Ended wait(Started started) throws IOException, InterruptedException {
        String out = new String(started.process().getInputStream().readAllBytes(), UTF_8);
        assertThat(started.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(started.process().exitValue(), out, Files.readString(started.message()));
    }
}
