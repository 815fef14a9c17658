package dev.appdb.cli.local;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a resource stands.
 *
 * @param resource as the cluster has it
 * @param isReady done, for the spec that it has now
 * @param isStalled a person has to do something
 * @param reason of the condition Ready
 * @param message of the condition Ready
 */
public record Standing(HasMetadata resource, boolean isReady, boolean isStalled, String reason, String message) {

    static Standing of(HasMetadata resource) {
        List<Condition> conditions = conditions(resource);
        Optional<Condition> ready = Conditions.find(conditions, Conditions.READY)
                .filter(found -> resource.getMetadata().getGeneration().equals(found.getObservedGeneration()));
        return new Standing(
                resource,
                ready.filter(found -> "True".equals(found.getStatus())).isPresent(),
                ready.isPresent() && Conditions.isTrue(conditions, Conditions.STALLED),
                ready.map(Condition::getReason).orElse("Pending"),
                ready.map(Condition::getMessage).orElse("nobody has looked at it yet"));
    }

    private static List<Condition> conditions(HasMetadata resource) {
        return switch (resource) {
            case AppDatabaseClass it ->
                orEmpty(it.getStatus() == null ? null : it.getStatus().conditions());
            case AppDatabase it ->
                orEmpty(it.getStatus() == null ? null : it.getStatus().conditions());
            case AppMigration it ->
                orEmpty(it.getStatus() == null ? null : it.getStatus().conditions());
            default -> List.of();
        };
    }

    private static List<Condition> orEmpty(@Nullable List<Condition> conditions) {
        return conditions == null ? List.of() : conditions;
    }
}
