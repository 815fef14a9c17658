package dev.appdb.controller.departure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a class's server refused to do, so that it is told once and tried again seldom. */
final class Refusals {
    private final Clock clock;
    private final Map<String, Refusal> bySubject = new ConcurrentHashMap<>();

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** Whether it was refused so lately that it is not tried again yet. */
    boolean isRecent(String subject) {
        return Optional.ofNullable(bySubject.get(subject))
                .filter(known -> clock.instant().isBefore(known.again()))
                .isPresent();
    }

    Optional<String> why(String subject) {
        return Optional.ofNullable(bySubject.get(subject)).map(Refusal::why);
    }

    /** @return whether that is news */
    boolean add(String subject, String why, Duration again) {
        Refusal before = bySubject.put(subject, new Refusal(why, clock.instant().plus(again)));
        return before == null || !before.why().equals(why);
    }

    /** What is no longer there can't be refused any more. */
    void retain(Set<String> subjects) {
        bySubject.keySet().retainAll(subjects);
    }

    void remove(String subject) {
        bySubject.remove(subject);
    }

    private record Refusal(String why, Instant again) {}
}
