package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param observedGeneration the generation of the spec that the rest speaks of
 * @param boundClass the class that it is bound to, also when the spec leaves that to the default
 * @param schema its schema in that class's database
 * @param roles its roles in the server
 * @param binding the Secret that a Service Binding projects into workloads
 * @param rotatedAt when the passwords were last rotated, or first made
 * @param rotateToken the last value of annotation {@code appdb.dev/rotate} that was carried out
 * @param adoption what adopting the schema would change; until it is confirmed
 * @param connections how many all its logins together are promised of the class's budget; absent where that has none
 * @param conditions by kstatus
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppDatabaseStatus(
        @Nullable @Default("-1") Long observedGeneration,

        @JsonProperty("class") @Nullable @PrinterColumn(name = "Class")
        String boundClass,

        @Nullable @PrinterColumn(name = "Schema") String schema,
        @Nullable Roles roles,
        @Nullable Binding binding,
        @Nullable String rotatedAt,
        @Nullable String rotateToken,
        @Nullable Adoption adoption,
        @Nullable Integer connections,
        @Nullable List<Condition> conditions) {

    /**
     * @param owner owns the schema and all in it; cannot log in
     * @param app what the app's logins act as
     * @param readonly what the readonly logins act as, where there are any
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Roles(String owner, String app, @Nullable String readonly) {}

    /**
     * @param digest over the changes; annotation {@code appdb.dev/adopt} with this value confirms them
     * @param changes in words, the first hundred
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Adoption(String digest, List<String> changes) {}

    /** @param name of the Secret */
    public record Binding(String name) {}
}
