package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Tenant;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Set;

/** What to do next for one AppDatabase. Exactly one of these follows from what was observed. */
sealed interface Decision {

    /** Nothing is done until something else changes. */
    record Hold(State state) implements Decision {}

    /** What is applied stays so while its server can't be worked on. */
    record Keep(Trouble trouble) implements Decision {}

    /** The class is just being looked at: what is applied stays so, and not a word about it. */
    record Leave() implements Decision {}

    /**
     * Bring server and Secrets to what is wanted; mostly that changes nothing.
     *
     * @param withoutPassword the kinds that need a new login
     * @param secrets ours, as they are now
     */
    record Provision(
            AppDatabaseClass databaseClass,
            String namespaceUid,
            Tenant wanted,
            Set<Kind> withoutPassword,
            Map<Kind, Secret> secrets)
            implements Decision {

        String className() {
            return databaseClass.getMetadata().getName();
        }

        @Override
        public String toString() {
            return "Provision[%s, without password: %s]".formatted(wanted.mark(), withoutPassword);
        }
    }
}
