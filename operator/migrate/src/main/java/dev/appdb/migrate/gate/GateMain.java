package dev.appdb.migrate.gate;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TerminationMessage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the init container runs: asks until the gate opens, with growing, scattered pauses, and says each new reason
 * once. Exit codes: 0 open, 1 not within the timeout, 2 the question itself is wrong.
 */
public final class GateMain {
    private static final int OPEN = 0;
    private static final int TIMED_OUT = 1;
    private static final int WRONG = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private GateMain() {}

    /** @param env the keys of the connection Secret, and optionally {@code APPDB_TERMINATION_LOG} */
    public static int run(GateOptions options, Map<String, String> env, PrintStream out) {
        TerminationMessage message = TerminationMessage.of(env);
        try {
            return ask(options, TenantConnection.of(env), message, out);
        } catch (IllegalArgumentException e) {
            String reason = Optional.ofNullable(e.getMessage()).orElse("the environment cannot be read");
            out.println("refused: " + reason);
            message.write(reason, out);
            return WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return TIMED_OUT;
        }
    }

    private static int ask(
            GateOptions options, TenantConnection connection, TerminationMessage message, PrintStream out)
            throws InterruptedException {
        Gate gate = new Gate(options.historyTable());
        long giveUp = System.nanoTime() + options.timeout().toNanos();
        Duration pause = FIRST_PAUSE;
        String told = "";
        while (true) {
            GateVerdict verdict = gate.check(connection, options.migration(), options.want());
            if (!verdict.reason().equals(told)) {
                out.println(word(verdict) + verdict.reason());
                out.flush();
                message.write(verdict.reason(), out);
                told = verdict.reason();
            }
            switch (verdict) {
                case GateVerdict.Open open -> {
                    return OPEN;
                }
                case GateVerdict.Refused refused -> {
                    return WRONG;
                }
                case GateVerdict.Wait wait -> {
                    long left = giveUp - System.nanoTime();
                    if (left <= 0) {
                        out.println("gives up after %d s: %s"
                                .formatted(options.timeout().toSeconds(), told));
                        return TIMED_OUT;
                    }
                    Thread.sleep(
                            Duration.ofNanos(Math.min(left, scattered(pause).toNanos())));
                    pause = Duration.ofMillis(Math.min(2 * pause.toMillis(), LONGEST_PAUSE.toMillis()));
                }
            }
        }
    }

    /** Many pods start at once; they should not all ask at once. */
    private static Duration scattered(Duration pause) {
        long longest = pause.toMillis();
        return Duration.ofMillis(RandomGenerator.getDefault().nextLong(longest / 2, longest + 1));
    }

    private static String word(GateVerdict verdict) {
        return switch (verdict) {
            case GateVerdict.Open open -> "opens: ";
            case GateVerdict.Wait wait -> "waits: ";
            case GateVerdict.Refused refused -> "refused: ";
        };
    }
}
