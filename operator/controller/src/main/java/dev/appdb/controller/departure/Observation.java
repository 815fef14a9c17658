package dev.appdb.controller.departure;

import dev.appdb.controller.cluster.Presence;
import dev.appdb.postgres.FoundTenant;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that the decision about one tenant may depend on.
 *
 * @param open whether any of its logins may log in
 * @param inUse whether any of its logins has an open session
 * @param now by the server's clock, as the times in the mark
 * @param missed whether the look before could not find its AppDatabase either
 * @param madeAt when the AppDatabase was made that this process saw being deleted; empty where it saw none
 * @param lastWord what that one's last state asked for
 */
record Observation(
        Mark mark,
        boolean open,
        boolean inUse,
        Instant now,
        Rules rules,
        Presence presence,
        boolean missed,
        Optional<Instant> madeAt,
        LastWord lastWord) {

    /** Of a tenant of which nothing is known yet but what its server says. */
    static Observation of(FoundTenant found, Instant now, Rules rules, boolean missed) {
        return new Observation(
                found.mark(),
                found.tenant().roles().values().stream().anyMatch(Role::login),
                !found.inUse().isEmpty(),
                now,
                rules,
                new Presence.Unknown("nobody asked for it yet"),
                missed,
                Optional.empty(),
                LastWord.UNHEARD);
    }

    Observation with(Presence other) {
        return new Observation(mark, open, inUse, now, rules, other, missed, madeAt, lastWord);
    }

    Observation with(Instant seenMadeAt, LastWord heard) {
        return new Observation(mark, open, inUse, now, rules, presence, missed, Optional.of(seenMadeAt), heard);
    }
}
