package dev.appdb.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of {@link CatalogQuery}, as it comes. */
record CatalogRow(
        boolean standby,
        Instant now,
        Identifier database,
        Optional<Identifier> owner,
        JsonNode roles,
        Optional<Identifier> schemaOwner,
        JsonNode rights,
        boolean elsewhere,
        JsonNode extensions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CatalogRow read(ResultSet row) throws SQLException {
        return new CatalogRow(
                row.getBoolean("standby"),
                row.getTimestamp("now").toInstant(),
                new Identifier(row.getString("database")),
                Optional.ofNullable(row.getString("tenant")).map(Identifier::new),
                json(row.getString("roles")),
                Optional.ofNullable(row.getString("schema_owner")).map(Identifier::new),
                json(row.getString("rights")),
                row.getBoolean("elsewhere"),
                json(row.getString("extensions")));
    }

    /** The owner role's entry; empty where there is no such role. */
    Optional<JsonNode> ownerRole() {
        for (JsonNode role : roles) {
            if (owner.filter(name -> name.name().equals(role.path("name").asText()))
                    .isPresent()) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return text == null ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("the server made this JSON", impossible);
        }
    }
}
