package dev.appdb.postgres;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which logins get new passwords, decided before any is made.
 *
 * @param renewed the login of each kind that gets one
 * @param passwordSet when each login's password was or will be set
 * @param waiting kinds that could not be rotated yet, and until when: the login before the current one may be in use
 */
record Rotation(Map<Kind, Identifier> renewed, Map<Identifier, Instant> passwordSet, Map<Kind, Instant> waiting) {

    static Rotation of(Snapshot seen, Wanted wanted, Renewal renewal) {
        Decision decision = new Decision(seen, wanted, renewal);
        wanted.kinds().stream().sorted().forEach(decision::decide);
        return decision.taken();
    }

    /** Stamps that differ from those in the catalog, in the order of the names. */
    List<Change> stamps(Snapshot seen) {
        return passwordSet.entrySet().stream()
                .filter(stamp -> !stamp.getValue().equals(seen.passwordSet().get(stamp.getKey())))
                .sorted(Map.Entry.comparingByKey())
                .<Change>map(stamp -> new LoginChange.StampLogin(stamp.getKey(), stamp.getValue()))
                .toList();
    }

    private static final class Decision {
        private final Snapshot seen;
        private final Wanted wanted;
        private final Renewal renewal;
        private final Set<Identifier> kept;
        private final Map<Kind, Identifier> renewed = new EnumMap<>(Kind.class);
        private final Map<Kind, Instant> waiting = new EnumMap<>(Kind.class);
        private final Map<Identifier, Instant> stamps;

        Decision(Snapshot seen, Wanted wanted, Renewal renewal) {
            this.seen = seen;
            this.wanted = wanted;
            this.renewal = renewal;
            this.kept = new HashSet<>(renewal.keep());
            kept.retainAll(seen.roles().keySet());
            this.stamps = new HashMap<>(seen.passwordSet());
            stamps.keySet().retainAll(wanted.names().roles());
            // a login that works and has no stamp: somebody removed the comment
            kept.stream()
                    .filter(wanted.names().roles()::contains)
                    .forEach(login -> stamps.putIfAbsent(login, seen.now()));
        }

        void decide(Kind kind) {
            List<Identifier> logins = wanted.names().logins(kind);
            Optional<Identifier> current = wanted.current(kind, stamps);
            boolean works = current.filter(kept::contains).isPresent();
            boolean whole = seen.roles().keySet().containsAll(logins);
            boolean behind = !works && logins.stream().anyMatch(kept::contains);
            if (current.isEmpty() || behind || (!works && !whole)) {
                renew(kind);
            } else if (renewal.kinds().contains(kind)) {
                Optional<Instant> until = wanted.overlapEnds(kind, stamps)
                        .filter(end -> works && seen.now().isBefore(end));
                until.ifPresentOrElse(end -> waiting.put(kind, end), () -> renew(kind));
            }
        }

        /** Of a kind's two logins the one without sessions, then the one whose password is older or was never set. */
        private void renew(Kind kind) {
            Identifier login = wanted.names().logins(kind).stream()
                    .filter(name -> !kept.contains(name))
                    .min(Comparator.<Identifier, Boolean>comparing(seen.inUse()::contains)
                            .thenComparing(name -> stamps.getOrDefault(name, Instant.MIN)))
                    .orElseThrow();
            renewed.put(kind, login);
            // the newest, even where the server's clock went back
            Instant newest = wanted.current(kind, stamps).map(stamps::get).orElse(Instant.MIN);
            stamps.put(login, newest.isBefore(seen.now()) ? seen.now() : newest.plusMillis(1));
        }

        Rotation taken() {
            return new Rotation(Map.copyOf(renewed), Map.copyOf(stamps), Map.copyOf(waiting));
        }
    }
}
