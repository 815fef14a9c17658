package dev.appdb.migrate.run;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the durations of a request: whatever the resources accept, {@code 1h30m} and {@code 1d} too. */
final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|min|m|h|d)");
    private static final Pattern FORM = Pattern.compile("(?:%s)+".formatted(PART));

    private Durations() {}

    /** @param field how its author knows it, for the message */
    static Optional<Duration> of(String field, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!FORM.matcher(text).matches()) {
            throw new FailedRun(Failure.needsPerson(
                    "%s '%s' is not a duration".formatted(field, text), "Write it as 500ms, 30s, 5m or 1h."));
        }
        return PART.matcher(text)
                .results()
                .map(part -> of(Long.parseLong(part.group(1)), part.group(2)))
                .reduce(Duration::plus);
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
