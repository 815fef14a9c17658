package dev.appdb.controller.departure;

import dev.appdb.postgres.TenantKey;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What is kept of a class from one look at its server to the next. All of it can be lost. */
final class Memory {
    private final Refusals refusals;
    private volatile Set<TenantKey> missed = Set.of();
    private volatile Optional<Leftovers> leftovers = Optional.empty();

    Memory(Clock clock) {
        this.refusals = new Refusals(clock);
    }

    Refusals refusals() {
        return refusals;
    }

    /** Those whose AppDatabases could not be found, see {@link Decision.Miss}. */
    Set<TenantKey> missed() {
        return missed;
    }

    void missed(Set<TenantKey> keys) {
        missed = Set.copyOf(keys);
    }

    Optional<Leftovers> leftovers() {
        return leftovers;
    }

    /** @return whether it is another than before */
    boolean leave(Leftovers now) {
        boolean another = !leftovers.equals(Optional.of(now));
        leftovers = Optional.of(now);
        return another;
    }
}
