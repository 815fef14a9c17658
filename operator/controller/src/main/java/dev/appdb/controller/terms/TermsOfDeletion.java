package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Defaults;
import dev.appdb.api.AppDatabaseClassSpec.Ephemeral;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.api.AppDb;
import dev.appdb.postgres.TenantKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import java.util.Optional;

/** Whether an AppDatabase's data goes with it: the same for one that is there and for one that was seen going. */
public final class TermsOfDeletion {
    private TermsOfDeletion() {}

    /** What the AppDatabase asks for itself. */
    public static Optional<DeletionPolicy> asked(AppDatabase database) {
        return Optional.ofNullable(database.getSpec()).map(AppDatabaseSpec::deletionPolicy);
    }

    public static DeletionPolicy policy(Optional<DeletionPolicy> asked, AppDatabaseClass databaseClass) {
        return asked.or(() ->
                        Optional.ofNullable(databaseClass.getSpec().defaults()).map(Defaults::deletionPolicy))
                .orElse(DeletionPolicy.Retain);
    }

    /** Where deleting needs no confirmation. */
    public static Optional<LabelSelector> ephemeral(AppDatabaseClass databaseClass) {
        return Optional.ofNullable(databaseClass.getSpec().ephemeral()).map(Ephemeral::selector);
    }

    public static boolean isConfirmed(AppDatabase database) {
        return Optional.ofNullable(database.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(AppDb.CONFIRM_DELETE, "")
                .equals(confirmation(TermsMember.key(database)));
    }

    /** What {@link AppDb#CONFIRM_DELETE} has to say. It names the AppDatabase, so that a copied manifest confirms nothing. */
    public static String confirmation(TenantKey database) {
        return "delete " + database;
    }
}
