package dev.appdb.postgres;

import java.util.List;

/**
 * What a class's server is, and what its admin login lacks there.
 *
 * @param version as the server tells it, e.g. {@code 17.11}
 * @param systemIdentifier of the cluster of databases; another one means another server, whatever DNS says
 * @param databaseOid another one means that the database was made anew
 * @param standby whether it is read-only because it follows another server
 * @param maxConnections for logins that are no superusers: what PostgreSQL keeps for itself is taken off
 * @param missing without these, tenants can't be made; empty means ready
 * @param advice tenants can be made, but are less isolated than they could be until an admin runs these
 */
public record ServerReport(
        String version,
        String systemIdentifier,
        long databaseOid,
        boolean standby,
        int maxConnections,
        List<MissingPrivilege> missing,
        List<MissingPrivilege> advice) {
    public ServerReport {
        missing = List.copyOf(missing);
        advice = List.copyOf(advice);
    }

    /** Whether tenants can be made. */
    public boolean ready() {
        return !standby && missing.isEmpty();
    }
}
