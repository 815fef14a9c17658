package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Defaults;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.api.AppDb;
import dev.appdb.controller.terms.NamespaceSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An AppDatabase that was seen being deleted.
 *
 * @param policy that it asked for itself
 */
record Deleted(Instant madeAt, Optional<DeletionPolicy> policy, boolean confirmed) {

    static Deleted of(AppDatabase last) {
        var metadata = last.getMetadata();
        String confirmation = "delete %s/%s".formatted(metadata.getNamespace(), metadata.getName());
        return new Deleted(
                Instant.parse(metadata.getCreationTimestamp()),
                Optional.ofNullable(last.getSpec()).map(AppDatabaseSpec::deletionPolicy),
                confirmation.equals(Optional.ofNullable(metadata.getAnnotations())
                        .orElse(Map.of())
                        .get(AppDb.CONFIRM_DELETE)));
    }

    /** @param namespace that it was in, if it is still there; asked only where its labels decide */
    LastWord lastWord(AppDatabaseClass databaseClass, Supplier<Optional<Namespace>> namespace) {
        if (policy.or(() -> byDefault(databaseClass)).orElse(DeletionPolicy.Retain) == DeletionPolicy.Retain) {
            return LastWord.STAYS;
        }
        if (confirmed) {
            return LastWord.GOES;
        }
        return Optional.ofNullable(databaseClass.getSpec().ephemeral())
                .map(ephemeral -> namespace
                        .get()
                        .map(in -> NamespaceSelector.matches(ephemeral.selector(), in)
                                ? LastWord.GOES
                                : LastWord.UNCONFIRMED)
                        .orElse(LastWord.UNHEARD))
                .orElse(LastWord.UNCONFIRMED);
    }

    private static Optional<DeletionPolicy> byDefault(AppDatabaseClass databaseClass) {
        return Optional.ofNullable(databaseClass.getSpec().defaults()).map(Defaults::deletionPolicy);
    }
}
