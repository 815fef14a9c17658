package dev.appdb.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tenants out of the system catalogs; never a relation that a tenant could have made. */
final class Catalog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Catalog() {}

    /** What stands under a tenant's names, whoever made it. */
    static Snapshot read(Connection connection, TenantNames names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CatalogQuery.oneTenant(connection))) {
            statement.setString(1, names.owner().name());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return snapshot(names, rows);
            }
        }
    }

    /** Every tenant of that installation, in one query; those of other databases on the server left out. */
    static List<Snapshot> readAll(Connection connection, String cluster) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CatalogQuery.allTenants(connection))) {
            statement.setString(1, Mark.prefix(cluster));
            try (ResultSet rows = statement.executeQuery()) {
                List<Snapshot> found = new ArrayList<>();
                while (rows.next()) {
                    Claim.checkPrimary(rows.getBoolean("standby"));
                    marked(rows).ifPresent(found::add);
                }
                return found;
            }
        }
    }

    /** A role whose name is not the one that its mark asks for was renamed: it is no tenant any more. */
    private static Optional<Snapshot> marked(ResultSet row) throws SQLException {
        @Nullable String owner = row.getString("tenant");
        JsonNode roles = json(row.getString("roles"));
        for (JsonNode role : roles) {
            if (role.path("name").asText().equals(owner)) {
                Optional<TenantNames> names = Mark.read(role.path("comment").asText())
                        .map(mark -> TenantNames.of(mark.key()))
                        .filter(asked -> asked.owner().name().equals(owner));
                return names.isPresent() ? Optional.of(snapshot(names.get(), row)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Snapshot snapshot(TenantNames names, ResultSet row) throws SQLException {
        return Snapshot.of(
                names,
                row.getBoolean("standby"),
                row.getTimestamp("now").toInstant(),
                json(row.getString("roles")),
                Optional.ofNullable(row.getString("schema_owner")).map(Identifier::new),
                json(row.getString("rights")),
                row.getBoolean("elsewhere"));
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return text == null ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("the server made this JSON", impossible);
        }
    }
}
