package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param observedGeneration the generation of the spec that the rest speaks of
 * @param serverVersion as the server tells it, {@code 17.11}
 * @param systemIdentifier of the server's data directory, as {@code pg_control_system()} tells it
 * @param databaseOid of the database in that server
 * @param databases how many AppDatabases are bound to this class
 * @param orphans how many tenants there are in the database whose AppDatabase was deleted
 * @param usableFrom which namespaces may use it, in words
 * @param connections how many of {@code connectionBudget} are promised; absent where there is none
 * @param trash what was deleted and can be restored, the newest hundred
 * @param conditions by kstatus; {@code Ready=False} names what an admin must fix
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppDatabaseClassStatus(
        @Nullable @Default("-1") Long observedGeneration,
        @Nullable @PrinterColumn(name = "Version") String serverVersion,
        @Nullable String systemIdentifier,
        @Nullable Long databaseOid,
        @Nullable @PrinterColumn(name = "Databases") Integer databases,

        @Nullable @PrinterColumn(name = "Orphans", priority = 1)
        Integer orphans,

        @Nullable @PrinterColumn(name = "Namespaces") String usableFrom,

        @Nullable @PrinterColumn(name = "Connections", priority = 1)
        Integer connections,

        @Nullable List<Trashed> trash,
        @Nullable List<Condition> conditions) {

    /**
     * @param id that annotation {@code appdb.dev/restore} of an AppDatabase names
     * @param database it was, {@code <namespace>/<name>}
     * @param trashedAt when it was deleted
     * @param purgeAt when it is gone for good
     * @param kept why it is not purged, though its time has come
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trashed(
            String id,
            String database,
            String trashedAt,
            String purgeAt,
            @Nullable String kept) {}
}
