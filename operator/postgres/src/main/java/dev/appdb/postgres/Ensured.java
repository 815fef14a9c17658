package dev.appdb.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link DatabaseServer#ensure} did.
 *
 * @param changes in the order in which they were made; empty when nothing had drifted
 * @param logins the new ones only, each tried; they belong into the Secrets
 */
public record Ensured(List<Change> changes, Map<Kind, Login> logins) {
    static final Ensured NOTHING = new Ensured(List.of(), Map.of());

    public Ensured {
        changes = List.copyOf(changes);
        logins = Map.copyOf(logins);
    }

    /** The new login of that kind, if it got one. */
    public Optional<Login> login(Kind kind) {
        return Optional.ofNullable(logins.get(kind));
    }
}
