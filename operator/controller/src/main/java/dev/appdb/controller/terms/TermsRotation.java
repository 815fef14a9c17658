package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassSpec.Defaults;
import dev.appdb.api.AppDatabaseSpec.Rotation;
import dev.appdb.api.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How passwords are rotated: each of the two as the AppDatabase has it, or else the class's default.
 *
 * @param interval between two rotations; empty means only on demand
 * @param overlap for how long the old password goes on
 */
record TermsRotation(Optional<String> interval, String overlap) {
    private static final String OVERLAP = "1h";

    static TermsRotation of(@Nullable Rotation asked, AppDatabaseClassSpec spec) {
        Optional<Rotation> own = Optional.ofNullable(asked);
        Optional<Rotation> byDefault = Optional.ofNullable(spec.defaults()).map(Defaults::rotation);
        return new TermsRotation(
                own.map(Rotation::interval).or(() -> byDefault.map(Rotation::interval)),
                own.map(Rotation::overlap)
                        .or(() -> byDefault.map(Rotation::overlap))
                        .orElse(OVERLAP));
    }

    Optional<Duration> every() {
        return interval.map(Durations::parse);
    }

    Duration overlapping() {
        return Durations.parse(overlap);
    }

    /** @param where it stands: {@code spec.rotation} */
    Optional<String> mistake(String where) {
        return interval.filter(every -> Durations.parse(every).compareTo(overlapping()) <= 0)
                .map(every -> ("%s: overlap %s%s is not shorter than interval %s, so a rotation would be due before the"
                                + " one before is over. Shorten overlap, or lengthen interval")
                        .formatted(where, overlap, overlap.equals(OVERLAP) ? " (also the default)" : "", every));
    }
}
