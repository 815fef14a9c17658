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
 * @param conditions by kstatus; {@code Ready=False} names what an admin must fix
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppDatabaseClassStatus(
        @Nullable @Default("-1") Long observedGeneration,
        @Nullable @PrinterColumn(name = "Version") String serverVersion,
        @Nullable String systemIdentifier,
        @Nullable Long databaseOid,
        @Nullable @PrinterColumn(name = "Databases") Integer databases,
        @Nullable List<Condition> conditions) {}
