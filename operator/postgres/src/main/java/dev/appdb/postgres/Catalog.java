package dev.appdb.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads tenants out of the system catalogs; never a relation that a tenant could have made. */
final class Catalog {
    private Catalog() {}

    /** What stands under a tenant's names, whoever made it. */
    static Snapshot read(Connection connection, TenantNames names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CatalogQuery.oneTenant(connection))) {
            statement.setString(1, names.owner().name());
            statement.setString(2, names.schema().name());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return Snapshot.of(names, CatalogRow.read(rows));
            }
        }
    }

    /** Every tenant of that installation, in one query; those of other databases on the server left out. */
    static Census readAll(Connection connection, String cluster) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CatalogQuery.allTenants(connection))) {
            statement.setString(1, Mark.prefix(cluster));
            try (ResultSet rows = statement.executeQuery()) {
                Instant now = Instant.MIN;
                List<FoundTenant> tenants = new ArrayList<>();
                List<TrashedTenant> trash = new ArrayList<>();
                while (rows.next()) {
                    CatalogRow row = CatalogRow.read(rows);
                    Claim.checkPrimary(row.standby());
                    now = row.now();
                    if (!row.elsewhere()) {
                        trashed(row).ifPresent(trash::add);
                        living(row).ifPresent(tenants::add);
                    }
                }
                return new Census(now, tenants, trash);
            }
        }
    }

    /** A role whose name is not the one that its mark asks for was renamed: it is no tenant any more. */
    private static Optional<FoundTenant> living(CatalogRow row) {
        return row.ownerRole()
                .flatMap(Catalog::mark)
                .filter(mark -> mark.trashed().isEmpty())
                .map(Mark::names)
                .filter(names -> row.owner().equals(Optional.of(names.owner())))
                .flatMap(names -> Snapshot.of(names, row).found());
    }

    private static Optional<TrashedTenant> trashed(CatalogRow row) {
        boolean inUse =
                row.roles().valueStream().anyMatch(role -> role.path("inUse").asBoolean());
        return row.ownerRole().flatMap(owner -> mark(owner)
                .flatMap(mark -> TrashedTenant.of(
                        owner.path("name").asText(), owner.path("oid").asLong(), mark, inUse)));
    }

    private static Optional<Mark> mark(JsonNode role) {
        return Mark.read(role.path("comment").asText());
    }
}
