package dev.appdb.controller.migration;

import java.time.Duration;

/** How long to wait after so many failures in a row: 10 s, doubled each time, at most 5 min. */
final class RetryDelay {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private RetryDelay() {}

    static Duration after(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
