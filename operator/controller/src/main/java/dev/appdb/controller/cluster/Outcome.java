package dev.appdb.controller.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What a reconciliation came to.
 *
 * @param resource with the status to write
 * @param again how long until the next look, if time alone can change something; a change of the resource or of what it
 *     depends on comes sooner
 */
public record Outcome<R>(R resource, Optional<Duration> again) {
    public static <R> Outcome<R> done(R resource) {
        return new Outcome<>(resource, Optional.empty());
    }

    public static <R> Outcome<R> lookAgain(R resource, Duration after) {
        return new Outcome<>(resource, Optional.of(after));
    }
}
