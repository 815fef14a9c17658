package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.AllowedNamespaces;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a class may be used from a namespace. */
final class AllowedNamespace {
    private AllowedNamespace() {}

    static boolean by(AppDatabaseClass databaseClass, Namespace namespace, String operatorNamespace) {
        AllowedNamespaces allowed = databaseClass.getSpec().allowedNamespaces();
        if (allowed == null) {
            return namespace.getMetadata().getName().equals(operatorNamespace);
        }
        return switch (allowed.from()) {
            case All -> true;
            case Selector ->
                matches(
                        allowed.selector(),
                        Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of()));
        };
    }

    /** As Kubernetes does it: everything named must hold; an empty selector matches all. */
    private static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> exact =
                Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
        List<LabelSelectorRequirement> expressions =
                Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of());
        return labels.entrySet().containsAll(exact.entrySet())
                && expressions.stream().allMatch(required -> holds(required, labels));
    }

    /** An operator that Kubernetes doesn't have matches nothing. */
    private static boolean holds(LabelSelectorRequirement required, Map<String, String> labels) {
        Optional<String> value = Optional.ofNullable(labels.get(required.getKey()));
        return switch (required.getOperator()) {
            case "Exists" -> value.isPresent();
            case "DoesNotExist" -> value.isEmpty();
            case "In" -> value.filter(required.getValues()::contains).isPresent();
            case "NotIn" -> value.filter(required.getValues()::contains).isEmpty();
            default -> false;
        };
    }
}
