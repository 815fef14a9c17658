package dev.appdb.postgres;

import java.util.Map;
import java.util.Optional;

/**
 * What one AppDatabase owns in a server: as {@link Wanted#tenant wanted} by a resource, or found in the catalog. Equal
 * values mean that nothing drifted.
 *
 * <p>Every tenant has the same nine roles; what differs is who may log in, and as what.
 *
 * @param roles by name; one that was dropped is missing
 * @param rights empty where the schema is gone
 */
public record Tenant(Mark mark, TenantNames names, Map<Identifier, Role> roles, Optional<Rights> rights) {
    public Tenant {
        roles = Map.copyOf(roles);
    }
}
