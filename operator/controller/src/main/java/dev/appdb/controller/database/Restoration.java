package dev.appdb.controller.database;

import dev.appdb.postgres.Census;
import dev.appdb.postgres.TenantKey;

/** Whether what annotation {@code appdb.dev/restore} asks for can be had. */
enum Restoration {
    /** It is in the trash, and its names are free. */
    POSSIBLE,
    /** It is in the trash, and another tenant has its names. */
    NAME_LIVES,
    /** The tenant is there and the trash is not: it came from there. */
    DONE,
    /** Neither is there. */
    UNKNOWN;

    static Restoration of(Census census, String trashId, TenantKey key) {
        boolean trashed = census.trash().stream()
                .anyMatch(trash ->
                        trash.id().equals(trashId) && trash.mark().key().equals(key));
        boolean lives =
                census.tenants().stream().anyMatch(tenant -> tenant.mark().key().equals(key));
        if (trashed) {
            return lives ? NAME_LIVES : POSSIBLE;
        }
        return lives ? DONE : UNKNOWN;
    }
}
