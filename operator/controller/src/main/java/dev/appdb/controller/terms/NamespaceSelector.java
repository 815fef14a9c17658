package dev.appdb.controller.terms;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Selects namespaces by their labels, as Kubernetes does it: everything named must hold; an empty selector matches all. */
public final class NamespaceSelector {
    private NamespaceSelector() {}

    public static boolean matches(LabelSelector selector, Namespace namespace) {
        Map<String, String> labels =
                Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of());
        return labels.entrySet().containsAll(exact(selector).entrySet())
                && expressions(selector).stream().allMatch(required -> holds(required, labels));
    }

    /** As {@code kubectl --selector} takes it; empty for one that matches all. */
    public static String text(LabelSelector selector) {
        return Stream.concat(
                        exact(selector).entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(label -> label.getKey() + "=" + label.getValue()),
                        expressions(selector).stream().map(NamespaceSelector::text))
                .collect(Collectors.joining(","));
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

    private static String text(LabelSelectorRequirement required) {
        String values = String.join(",", required.getValues());
        return switch (required.getOperator()) {
            case "Exists" -> required.getKey();
            case "DoesNotExist" -> "!" + required.getKey();
            case "In" -> "%s in (%s)".formatted(required.getKey(), values);
            case "NotIn" -> "%s notin (%s)".formatted(required.getKey(), values);
            default -> "%s %s (%s)".formatted(required.getKey(), required.getOperator(), values);
        };
    }

    private static Map<String, String> exact(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    }

    private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of());
    }
}
