package dev.appdb.api;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code 7d}. */
public final class Durations {
    /** What the resources accept; also the rule of the CRDs. */
    public static final String PATTERN = "^([0-9]{1,7}(ms|s|m|h|d))+$";

    private static final Pattern PART = Pattern.compile("([0-9]{1,7})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration that matches {@link #PATTERN}.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static Duration parse(String text) {
        if (!text.matches(PATTERN)) {
            throw new IllegalArgumentException("not a duration such as 30s or 1h30m: " + text);
        }
        return PART.matcher(text)
                .results()
                .map(part -> of(Long.parseLong(part.group(1)), part.group(2)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
