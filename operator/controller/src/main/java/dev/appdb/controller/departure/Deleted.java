package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.controller.terms.NamespaceSelector;
import dev.appdb.controller.terms.TermsOfDeletion;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An AppDatabase that was seen being deleted.
 *
 * @param policy that it asked for itself
 */
record Deleted(Instant madeAt, Optional<DeletionPolicy> policy, boolean confirmed) {

    static Deleted of(AppDatabase last) {
        return new Deleted(
                Instant.parse(last.getMetadata().getCreationTimestamp()),
                TermsOfDeletion.asked(last),
                TermsOfDeletion.isConfirmed(last));
    }

    /** @param namespace that it was in, if it is still there; asked only where its labels decide */
    LastWord lastWord(AppDatabaseClass databaseClass, Supplier<Optional<Namespace>> namespace) {
        if (TermsOfDeletion.policy(policy, databaseClass) == DeletionPolicy.Retain) {
            return LastWord.STAYS;
        }
        if (confirmed) {
            return LastWord.GOES;
        }
        return TermsOfDeletion.ephemeral(databaseClass)
                .map(selector -> namespace
                        .get()
                        .map(in -> NamespaceSelector.matches(selector, in) ? LastWord.GOES : LastWord.UNCONFIRMED)
                        .orElse(LastWord.UNHEARD))
                .orElse(LastWord.UNCONFIRMED);
    }
}
