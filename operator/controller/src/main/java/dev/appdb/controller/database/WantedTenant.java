package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.terms.Terms;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.Wanted;

/** The tenant that an AppDatabase asks for. */
final class WantedTenant {
    private WantedTenant() {}

    /**
     * @param className the class that the database is bound to
     * @param namespaceUid so that a namespace made anew doesn't inherit
     */
    static Wanted of(
            AppDatabase database, String className, String namespaceUid, String clusterId, Terms.Agreed terms) {
        TenantKey key = key(database);
        Mark mark = Mark.of(clusterId, key.namespace(), namespaceUid, key.name(), className)
                .withSchema(terms.schema())
                .withTrashOnDelete(terms.trashOnDelete());
        return new Wanted(
                mark,
                mark.names(),
                terms.app(),
                terms.readonly(),
                terms.limits(),
                terms.extensions(),
                terms.extensionsSchema(),
                terms.overlap());
    }

    static TenantKey key(AppDatabase database) {
        return new TenantKey(
                database.getMetadata().getNamespace(), database.getMetadata().getName());
    }
}
