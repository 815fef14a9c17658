package dev.appdb.migrate.staticdata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A list of maps, one for each row. Scalars stay as they are written: {@code no}, {@code 007} and {@code 1.10} become
 * what their column makes of them, not what YAML would.
 */
record YamlFile(String file, String text) {
    private static final int DEEPEST = 50;
    private static final int LARGEST = 64 << 20;
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
    private static final JsonNodeFactory JSON = new JsonNodeFactory(true);

    List<DataRow> rows() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        try {
            Node document = new Yaml(options).compose(new StringReader(text));
            if (document == null || document.getTag().equals(Tag.NULL)) {
                return List.of();
            }
            if (!(document instanceof SequenceNode rows)) {
                throw shape(document);
            }
            return rows.getValue().stream().map(this::row).toList();
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
            throw new FailedRun(
                    Failure.needsPerson("not YAML: " + e.getProblem(), "Correct the file at that line.")
                            .in(file, line),
                    e);
        } catch (YAMLException e) {
            throw new FailedRun(
                    Failure.needsPerson("not YAML: " + e.getMessage(), "Correct the file.")
                            .in(file, 0),
                    e);
        }
    }

    private DataRow row(Node node) {
        if (!(node instanceof MappingNode map)) {
            throw shape(node);
        }
        Map<String, Cell> cells = new LinkedHashMap<>();
        entries(map, 0).forEach((column, value) -> cells.put(column, cell(value)));
        return new DataRow(line(node), cells);
    }

    private Cell cell(Node value) {
        return switch (value) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> Cell.NULL;
            case ScalarNode scalar -> new Cell.Value(json(scalar, 0), scalar.getValue());
            default -> new Cell.Value(json(value, 0), "");
        };
    }

    /** A map's own entries, then those of maps it merges with {@code <<}. */
    private Map<String, Node> entries(MappingNode map, int depth) {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Node> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(tuple.getValueNode(), depth).forEach(merged::putIfAbsent);
            } else if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw DataFile.broken(file, line(tuple.getKeyNode()), "a key is not a plain name", "Use plain names.");
            } else if (entries.put(key.getValue(), tuple.getValueNode()) != null) {
                throw DataFile.broken(
                        file, line(key), "key '%s' is given twice".formatted(key.getValue()), "Remove one of them.");
            }
        }
        merged.forEach(entries::putIfAbsent);
        return entries;
    }

    private Map<String, Node> merge(Node node, int depth) {
        checkDepth(node, depth);
        Map<String, Node> merged = new LinkedHashMap<>();
        switch (node) {
            case MappingNode map -> merged.putAll(entries(map, depth + 1));
            case SequenceNode list ->
                list.getValue().forEach(item -> merge(item, depth + 1).forEach(merged::putIfAbsent));
            default -> throw DataFile.broken(file, line(node), "<< merges maps only", "Name a map after <<.");
        }
        return merged;
    }

    private JsonNode json(Node node, int depth) {
        checkDepth(node, depth);
        return switch (node) {
            case SequenceNode list -> {
                ArrayNode array = JSON.arrayNode();
                list.getValue().forEach(item -> array.add(json(item, depth + 1)));
                yield array;
            }
            case MappingNode map -> {
                ObjectNode object = JSON.objectNode();
                entries(map, depth).forEach((key, value) -> object.set(key, json(value, depth + 1)));
                yield object;
            }
            case ScalarNode scalar -> json(scalar);
            default -> throw shape(node);
        };
    }

    private static JsonNode json(ScalarNode scalar) {
        String value = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        // YAML 1.1 also calls yes, no, on and off booleans; people mean the words.
        if (scalar.getTag().equals(Tag.BOOL) && (value.equals("true") || value.equals("false"))) {
            return JSON.booleanNode(Boolean.parseBoolean(value));
        }
        boolean number = scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT);
        // What JSON would not call a number (007, 0x1f, 1_000) keeps its letters.
        if (number && JSON_NUMBER.matcher(value).matches()) {
            return JSON.numberNode(new BigDecimal(value));
        }
        return JSON.textNode(value);
    }

    private void checkDepth(Node node, int depth) {
        if (depth > DEEPEST) {
            throw DataFile.broken(
                    file, line(node), "values are nested deeper than %d levels".formatted(DEEPEST), "Flatten them.");
        }
    }

    private FailedRun shape(Node node) {
        return DataFile.broken(
                file,
                line(node),
                "the file is not a list of maps",
                "Write one map for each row: - {code: EUR, name: Euro}.");
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
