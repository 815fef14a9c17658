package dev.appdb.migrate.run;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the durations of a request. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|min|h)");

    private Durations() {}

    /** @param field how its author knows it, for the message */
    static Optional<Duration> of(String field, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new FailedRun(Failure.needsPerson(
                    "%s '%s' is not a duration".formatted(field, text), "Write it as 500ms, 30s, 5m or 1h."));
        }
        long amount = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofMinutes(amount);
                });
    }
}
