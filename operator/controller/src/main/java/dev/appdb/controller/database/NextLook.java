package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.terms.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When time alone has changed something for an AppDatabase that is as it should be. */
final class NextLook {
    /** The ends of overlaps are by the server's clock. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private NextLook() {}

    static Optional<Duration> after(AppDatabase reported, Terms.Agreed terms, Provisioned done, Instant now) {
        Optional<Instant> waits = done.waitsUntil().map(end -> end.plus(LATER));
        Optional<Instant> overlap = RotationRequest.rotatedAt(reported)
                .map(rotated -> rotated.plus(terms.overlap()).plus(LATER))
                .filter(end -> !end.isBefore(now));
        Optional<Instant> interval = waits.isPresent() ? waits : RotationRequest.next(reported, terms.interval());
        return Stream.of(waits, overlap, interval)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(next -> Duration.between(now, next))
                .map(left -> left.compareTo(LATER) < 0 ? LATER : left);
    }
}
