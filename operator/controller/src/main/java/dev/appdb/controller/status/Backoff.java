package dev.appdb.controller.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before looking again at what is not as it should be: half as long as it has lasted, so the waits grow
 * by half each time and need no counter, from {@link #SHORTEST} to {@link #LONGEST}.
 */
public final class Backoff {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofSeconds(60);

    private Backoff() {}

    /** By how long the condition of this type has had its status; the shortest wait where there is none yet. */
    public static Duration since(@Nullable List<Condition> conditions, String type, Clock clock) {
        return Conditions.find(conditions, type)
                .map(Condition::getLastTransitionTime)
                .map(start ->
                        Duration.between(Instant.parse(start), clock.instant()).dividedBy(2))
                .map(half -> half.compareTo(SHORTEST) < 0 ? SHORTEST : half)
                .map(half -> half.compareTo(LONGEST) > 0 ? LONGEST : half)
                .orElse(SHORTEST);
    }
}
