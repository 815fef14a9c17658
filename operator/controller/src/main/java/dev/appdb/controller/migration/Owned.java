package dev.appdb.controller.migration;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.TreeMap;

/** The metadata of what is made for an AppMigration: found by its labels, gone with it. */
final class Owned {
    private Owned() {}

    static ObjectMetaBuilder by(AppMigration migration) {
        return new ObjectMetaBuilder()
                .withNamespace(migration.getMetadata().getNamespace())
                .withLabels(labels(migration))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(HasMetadata.getApiVersion(AppMigration.class))
                        .withKind(HasMetadata.getKind(AppMigration.class))
                        .withName(migration.getMetadata().getName())
                        .withUid(migration.getMetadata().getUid())
                        .withController(true)
                        .build());
    }

    static Map<String, String> labels(AppMigration migration) {
        return new TreeMap<>(Map.of(
                AppDb.MANAGED_BY,
                AppDb.MANAGER,
                AppDb.MIGRATION,
                migration.getMetadata().getName()));
    }

    static boolean isOwner(AppMigration migration, HasMetadata resource) {
        return resource.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(migration.getMetadata().getUid()));
    }
}
