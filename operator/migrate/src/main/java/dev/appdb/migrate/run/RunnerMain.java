package dev.appdb.migrate.run;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TerminationMessage;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a Job runs. Reads its environment only: {@code APPDB_RUN} (a {@link RunRequest} as JSON), the keys of the
 * migrator's Secret, {@code APPDB_TERMINATION_LOG} (default {@code /dev/termination-log}) and, optionally,
 * {@code APPDB_IMAGE_REF}. Exit codes: 0 done, 1 failed and may heal by itself, 2 needs a person.
 */
public final class RunnerMain {
    private static final int DONE = 0;
    private static final int MAY_HEAL = 1;
    private static final int NEEDS_PERSON = 2;
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Map<String, String> env;
    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int code = MAY_HEAL;

    RunnerMain(Map<String, String> env, PrintStream out) {
        this.env = env;
        this.out = out;
    }

    public static void main(String[] arguments) {
        int code = run(System.getenv(), System.out);
        System.out.flush();
        System.exit(code);
    }

    /** Runs to the end, or until the JVM is asked to stop; then the statement is cancelled and the lock released. */
    public static int run(Map<String, String> env, PrintStream out) {
        return new RunnerMain(env, out).runAndTell();
    }

    private int runAndTell() {
        Runner runner = new Runner(line -> out.println(line), env.getOrDefault("APPDB_IMAGE_REF", ""));
        Thread hook = new Thread(() -> stop(runner), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            RunResult result = result(runner);
            tell(result);
            code = exitCode(result);
        } finally {
            ended.countDown();
        }
        forget(hook);
        return code;
    }

    private void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            out.println("ends, as it was asked to");
        }
    }

    private RunResult result(Runner runner) {
        try {
            RunRequest request = RunRequest.fromJson(Optional.ofNullable(env.get("APPDB_RUN"))
                    .orElseThrow(() -> new IllegalArgumentException("the environment has no APPDB_RUN")));
            return runner.run(request, TenantConnection.of(env));
        } catch (IllegalArgumentException e) {
            String message = Optional.ofNullable(e.getMessage()).orElse("the environment cannot be read");
            return RunResult.failed(
                    "",
                    Failure.needsPerson(message, "The operator makes this Job; look at the AppDatabase's Secrets."));
        }
    }

    private void tell(RunResult result) {
        result.failure()
                .ifPresentOrElse(
                        failure -> {
                            out.println("failed: " + failure.sentence());
                            if (!failure.statement().isEmpty()) {
                                out.println(failure.statement().indent(4).stripTrailing());
                            }
                        },
                        () -> out.println("done"));
        TerminationMessage.of(env).write(result.brief(), out);
    }

    private static int exitCode(RunResult result) {
        return result.failure()
                .map(failure -> failure.retryable() ? MAY_HEAL : NEEDS_PERSON)
                .orElse(DONE);
    }

    /** Runs in a shutdown hook: the JVM ends when it returns, with a code of its own unless it is halted. */
    private void stop(Runner runner) {
        long giveUp = System.nanoTime() + GRACE.toNanos();
        try {
            do {
                // Again and again: a cancellation between two statements hits nothing.
                runner.stop();
            } while (!ended.await(300, TimeUnit.MILLISECONDS) && System.nanoTime() < giveUp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        Runtime.getRuntime().halt(code);
    }
}
