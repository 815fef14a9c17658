package dev.appdb.migrate.staticdata;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A cell as COPY's text format has it; PostgreSQL reads it as the column's type. */
final class CopyText {
    private CopyText() {}

    /** @return empty if the column cannot hold a list or a map */
    static Optional<String> of(Column column, Cell cell) {
        return switch (cell) {
            case Cell.Null() -> Optional.of("\\N");
            case Cell.Text(String text) -> Optional.of(escaped(text));
            case Cell.Value(JsonNode node, String text) ->
                value(column, node, text).map(CopyText::escaped);
        };
    }

    private static Optional<String> value(Column column, JsonNode node, String text) {
        if (column.json()) {
            return Optional.of(node.toString());
        }
        if (node.isValueNode()) {
            return Optional.of(text);
        }
        return column.array() && node.isArray() ? Optional.of(array(node)) : Optional.empty();
    }

    /** PostgreSQL's own way of writing an array: quoted elements, nested braces. */
    private static String array(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.isArray() ? array(item) : item.isNull() ? "NULL" : element(item))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(JsonNode item) {
        String text = item.isValueNode() ? item.asText() : item.toString();
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            switch (next) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append(next);
            }
        }
        return escaped.toString();
    }
}
