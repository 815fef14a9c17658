package dev.appdb.postgres;

import java.time.Instant;
import java.util.Optional;

/**
 * A tenant whose names were taken from it, and that waits for its purge or its return.
 *
 * @param id the name of its schema and its owner role now; no two have the same, not even two of one AppDatabase
 * @param mark whose it was, and when it was trashed
 * @param ownerOid of its owner role, which no later role of the old name has
 * @param inUse whether sessions of its logins are still open: {@link DatabaseServer#endSessions} was not reached
 */
public record TrashedTenant(String id, Mark mark, long ownerOid, boolean inUse) {
    private static final String PREFIX = "appdb_trash_";

    /** @throws IllegalArgumentException unless the id is the owner's and the mark says that it was trashed */
    public TrashedTenant {
        if (!id.equals(id(ownerOid)) || mark.trashed().isEmpty()) {
            throw new IllegalArgumentException("%s is not trash %s: %s".formatted(id, ownerOid, mark));
        }
    }

    /** Empty for a role that is no trash, such as a tenant's owner or one that was renamed by hand. */
    static Optional<TrashedTenant> of(String owner, long ownerOid, Mark mark, boolean inUse) {
        return owner.equals(id(ownerOid)) && mark.trashed().isPresent()
                ? Optional.of(new TrashedTenant(owner, mark, ownerOid, inUse))
                : Optional.empty();
    }

    /** When it was trashed, by the server's clock. */
    public Instant since() {
        return mark.trashed().orElseThrow();
    }

    TenantNames names() {
        return new TenantNames(new Identifier(id), new Identifier(id));
    }

    static String id(long ownerOid) {
        return PREFIX + ownerOid;
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(id, mark);
    }
}
