package dev.appdb.controller.departure;

import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.departure.Decision.Orphan.Next;
import java.time.Instant;

/**
 * Decides about one tenant. The law: nothing is taken from anybody because something was not found, only because it is
 * certainly gone; and at once only if its deletion was seen. All else first waits for the class's grace, in which applying
 * the AppDatabase again, here or by another operator of the same cluster id, takes everything back.
 */
final class Decide {
    private Decide() {}

    static Decision next(Observation seen) {
        return switch (seen.presence()) {
            case Presence.Unknown unknown -> new Decision.Leave(unknown.why());
            case Presence.Present present when isOf(seen, present) -> new Decision.Leave("its AppDatabase is there");
            // The one that is there is another one; nobody saw the old one go.
            case Presence.Present another -> gone(seen, false);
            case Presence.Gone gone -> gone(seen, wasDeleted(seen, gone));
        };
    }

    /** Whether there is nothing to do even if its AppDatabase should be gone: then nobody needs to ask for it. */
    static boolean isSettled(Observation seen) {
        return next(seen.with(new Presence.Gone(Instant.MIN))) instanceof Decision.Leave;
    }

    private static boolean isOf(Observation seen, Presence.Present present) {
        boolean sameNamespace = present.namespaceUid().equals(seen.mark().namespaceUid());
        boolean sameClass = present.boundClass()
                .filter(bound -> !bound.equals(seen.mark().className()))
                .isEmpty();
        return sameClass && (sameNamespace || seen.rules().byName());
    }

    /** By somebody, and not by taking the definition of all AppDatabases away. */
    private static boolean wasDeleted(Observation seen, Presence.Gone gone) {
        return seen.madeAt().filter(made -> !made.isBefore(gone.definedSince())).isPresent();
    }

    private static Decision gone(Observation seen, boolean seenDeleted) {
        boolean goes =
                switch (seen.lastWord()) {
                    case GOES -> true;
                    case STAYS, UNCONFIRMED -> false;
                    case UNHEARD -> seen.mark().trashOnDelete();
                };
        if (goes && seenDeleted) {
            return new Decision.Trash();
        }
        return seen.mark()
                .orphaned()
                .map(since -> orphaned(seen, since, goes))
                .orElseGet(() -> seen.missed() || seen.madeAt().isPresent()
                        ? new Decision.Orphan(seen.now(), afterwards(seen, goes))
                        : new Decision.Miss());
    }

    private static Decision orphaned(Observation seen, Instant since, boolean goes) {
        Instant until = since.plus(seen.rules().lockGrace());
        if (seen.now().isBefore(until)) {
            return new Decision.Leave("its grace lasts until " + until);
        }
        if (goes) {
            return new Decision.Trash();
        }
        if (!seen.open()) {
            return new Decision.Leave("it is locked");
        }
        return seen.inUse() ? new Decision.Leave("it has open sessions") : new Decision.Lock();
    }

    private static Next afterwards(Observation seen, boolean goes) {
        if (goes) {
            return Next.TRASH;
        }
        return seen.lastWord() == LastWord.UNCONFIRMED ? Next.LOCK_UNCONFIRMED : Next.LOCK;
    }
}
