package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.Terms;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Renewal;
import dev.appdb.postgres.Wanted;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to do next for one AppDatabase. Exactly one of these follows from what was observed. */
sealed interface Decision {

    /** Nothing is done until something else changes. */
    record Hold(State state) implements Decision {}

    /** What adopting would change is shown, and waits for somebody to agree. */
    record Propose(State state, AppDatabaseStatus.Adoption adoption) implements Decision {}

    /** What is applied stays so while its server can't be worked on. */
    record Keep(Trouble trouble) implements Decision {}

    /** The class is just being looked at: what is applied stays so, and not a word about it. */
    record Leave() implements Decision {}

    /**
     * Bring server and Secrets to what is wanted; mostly that changes nothing.
     *
     * @param before what has to be done once, before the rest
     * @param refused the kinds whose password in the Secret the server doesn't accept
     * @param rotation the one that is due, if one is
     */
    record Provision(
            Terms.Agreed terms,
            Wanted wanted,
            Renewal renewal,
            Before before,
            Set<Kind> refused,
            Optional<RotationRequest> rotation,
            ConnectionSecrets secrets,
            Ours ours)
            implements Decision {

        AppDatabaseClass databaseClass() {
            return secrets.databaseClass();
        }

        String className() {
            return databaseClass().getMetadata().getName();
        }

        @Override
        public String toString() {
            return "Provision[%s, %s, %s, %s]".formatted(wanted.mark(), renewal, before, rotation);
        }
    }

    /** What a person asked for, once. */
    sealed interface Before {
        record Nothing() implements Before {}

        /** @param digest of the changes that were agreed to */
        record Adopt(String digest) implements Before {}

        record Restore(String trashId) implements Before {}
    }

    /**
     * Our Secrets as they are now.
     *
     * @param copies of the app's, also such as are not wanted any more
     */
    record Ours(Map<Kind, Secret> kinds, List<Secret> copies) {
        @Override
        public String toString() {
            return "Ours[%s, %d copies]".formatted(kinds.keySet(), copies.size());
        }
    }
}
