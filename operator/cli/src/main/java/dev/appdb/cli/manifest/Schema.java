package dev.appdb.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of OpenAPI's schema language that CRDs use to say which fields there are and what a field holds. Rules between
 * fields ({@code x-kubernetes-validations}) are CEL, which only an API server evaluates.
 *
 * @param node a schema
 */
record Schema(JsonNode node) {

    /** What is wrong with the value, each as {@code spec.field: why}. */
    List<String> faults(String path, JsonNode value) {
        List<String> faults = new ArrayList<>();
        if (node.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return faults;
        }
        Optional<String> type = wrongType(value);
        if (type.isPresent()) {
            return List.of("%s: %s".formatted(path, type.get()));
        }
        objectFaults(path, value, faults);
        listFaults(path, value, faults);
        if (value.isTextual()) {
            textFault(value.asText()).ifPresent(fault -> faults.add("%s: %s".formatted(path, fault)));
        }
        if (value.isNumber()) {
            bounds("minimum", "maximum", value.asLong(), "").ifPresent(fault -> faults.add(path + ": " + fault));
        }
        return faults;
    }

    private Optional<String> wrongType(JsonNode value) {
        if (node.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isTextual() || value.isIntegralNumber()
                    ? Optional.empty()
                    : Optional.of("must be a number or a text");
        }
        boolean fits =
                switch (node.path("type").asText()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "boolean" -> value.isBoolean();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    default -> true;
                };
        String hint = node.path("type").asText().equals("string") && value.isValueNode() ? ": quote it" : "";
        return fits
                ? Optional.empty()
                : Optional.of("must be of type %s%s".formatted(node.path("type").asText(), hint));
    }

    private void objectFaults(String path, JsonNode value, List<String> faults) {
        if (!value.isObject()) {
            return;
        }
        for (JsonNode required : node.path("required")) {
            if (!value.has(required.asText())) {
                faults.add("%s.%s: is required".formatted(path, required.asText()));
            }
        }
        bounds("minProperties", "maxProperties", value.size(), " entries")
                .ifPresent(fault -> faults.add(path + ": " + fault));
        JsonNode others = node.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String at = path + "." + field.getKey();
            if (node.path("properties").has(field.getKey())) {
                faults.addAll(new Schema(node.path("properties").get(field.getKey())).faults(at, field.getValue()));
            } else if (others.isObject()) {
                faults.addAll(new Schema(others).faults(at, field.getValue()));
            } else if (node.has("properties")) {
                faults.add(at + ": there is no such field");
            }
        }
    }

    private void listFaults(String path, JsonNode value, List<String> faults) {
        if (!value.isArray()) {
            return;
        }
        bounds("minItems", "maxItems", value.size(), " items").ifPresent(fault -> faults.add(path + ": " + fault));
        for (int index = 0; index < value.size(); index++) {
            faults.addAll(new Schema(node.path("items")).faults("%s[%d]".formatted(path, index), value.get(index)));
        }
    }

    private Optional<String> textFault(String text) {
        if (node.has("enum") && !contains(node.get("enum"), text)) {
            return Optional.of("must be one of " + node.get("enum"));
        }
        if (node.has("pattern")
                && !Pattern.compile(node.get("pattern").asText()).matcher(text).find()) {
            return Optional.of("must match " + node.get("pattern").asText());
        }
        return bounds("minLength", "maxLength", text.codePointCount(0, text.length()), " characters");
    }

    private Optional<String> bounds(String least, String most, long found, String unit) {
        if (node.has(least) && found < node.get(least).asLong()) {
            return Optional.of("must be at least %d%s".formatted(node.get(least).asLong(), unit));
        }
        if (node.has(most) && found > node.get(most).asLong()) {
            return Optional.of("must be at most %d%s".formatted(node.get(most).asLong(), unit));
        }
        return Optional.empty();
    }

    private static boolean contains(JsonNode values, String text) {
        for (JsonNode value : values) {
            if (value.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
