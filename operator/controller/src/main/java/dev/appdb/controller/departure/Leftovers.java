package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabaseClassStatus.Trashed;
import java.util.List;

/**
 * What is left in a class's database of AppDatabases that are gone, for the class's status.
 *
 * @param orphans how many tenants have no AppDatabase any more
 * @param trash the newest hundred that can be restored
 */
public record Leftovers(int orphans, List<Trashed> trash) {
    public Leftovers {
        trash = List.copyOf(trash);
    }
}
