package dev.appdb.controller.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When to look again though nothing tells of a change; never for what is done or waits for a person. */
final class NextLook {
    /** A pod that can't be pulled or mounted changes no Job. */
    private static final Duration WHILE_RUNNING = Duration.ofSeconds(5);

    private static final Duration WHILE_AWAY = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private NextLook() {}

    static Optional<Duration> after(Decision decision, Instant now) {
        return switch (decision) {
            case Decision.Applied it -> Optional.empty();
            case Decision.StaysFailed it -> Optional.empty();
            case Decision.Blocked blocked -> blocked.again();
            case Decision.Wait wait -> Optional.of(wait.again());
            case Decision.StaysApplied it -> Optional.of(WHILE_AWAY);
            case Decision.Start it -> Optional.of(WHILE_RUNNING);
            case Decision.Running it -> Optional.of(WHILE_RUNNING);
            case Decision.Failed failed -> failed.next().map(next -> until(next, now));
            case Decision.Refused refused -> refused.retryable() ? Optional.of(WHILE_AWAY) : Optional.empty();
        };
    }

    private static Duration until(Instant next, Instant now) {
        Duration left = Duration.between(now, next);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }
}
