package dev.appdb.migrate.staticdata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.appdb.migrate.Json;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An array of objects, one for each row. */
record JsonFile(String file, String text) {

    List<DataRow> rows() {
        try (JsonParser parser = Json.mapper().createParser(text)) {
            expect(parser, parser.nextToken(), JsonToken.START_ARRAY);
            List<DataRow> rows = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                expect(parser, token, JsonToken.START_OBJECT);
                rows.add(row(parser));
            }
            if (parser.nextToken() != null) {
                throw shape(line(parser));
            }
            return rows;
        } catch (JsonProcessingException e) {
            int line = Optional.ofNullable(e.getLocation())
                    .map(at -> at.getLineNr())
                    .filter(at -> at > 0)
                    .orElse(0);
            throw new FailedRun(
                    Failure.needsPerson("not JSON: " + e.getOriginalMessage(), "Correct the file at that line.")
                            .in(file, line),
                    e);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot be read", impossible);
        }
    }

    private static DataRow row(JsonParser parser) throws IOException {
        int line = line(parser);
        Map<String, Cell> cells = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String column = parser.currentName();
            JsonToken token = parser.nextToken();
            String scalar = token.isScalarValue() ? parser.getText() : "";
            JsonNode node = parser.readValueAsTree();
            cells.put(column, token == JsonToken.VALUE_NULL ? Cell.NULL : new Cell.Value(node, scalar));
        }
        return new DataRow(line, cells);
    }

    private void expect(JsonParser parser, @org.jspecify.annotations.Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw shape(line(parser));
        }
    }

    private FailedRun shape(int line) {
        return DataFile.broken(
                file,
                line,
                "the file is not an array of objects",
                "Write one object for each row: [{\"code\": \"EUR\", \"name\": \"Euro\"}, ...].");
    }

    private static int line(JsonParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}
