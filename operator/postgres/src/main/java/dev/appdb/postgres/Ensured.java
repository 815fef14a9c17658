package dev.appdb.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link DatabaseServer#ensure} did.
 *
 * @param changes in the order in which they were made; empty when nothing had drifted
 * @param logins the new ones only, each tried; they belong into the Secrets
 * @param waiting kinds that were asked for and got no new login, and until when: the login before the current one, whose
 *     turn it is, may be in use until the overlap ends
 */
public record Ensured(List<Change> changes, Map<Kind, Login> logins, Map<Kind, Instant> waiting) {
    static final Ensured NOTHING = new Ensured(List.of(), Map.of());

    public Ensured {
        changes = List.copyOf(changes);
        logins = Map.copyOf(logins);
        waiting = Map.copyOf(waiting);
    }

    Ensured(List<Change> changes, Map<Kind, Login> logins) {
        this(changes, logins, Map.of());
    }

    /** The new login of that kind, if it got one. */
    public Optional<Login> login(Kind kind) {
        return Optional.ofNullable(logins.get(kind));
    }
}
