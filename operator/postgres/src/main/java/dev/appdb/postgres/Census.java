package dev.appdb.postgres;

import java.time.Instant;
import java.util.List;

/**
 * All of an installation in one database, at one moment.
 *
 * @param now by the server's clock
 * @param tenants those that live
 * @param trash those that wait for their purge
 */
public record Census(Instant now, List<FoundTenant> tenants, List<TrashedTenant> trash) {
    public Census {
        tenants = List.copyOf(tenants);
        trash = List.copyOf(trash);
    }
}
