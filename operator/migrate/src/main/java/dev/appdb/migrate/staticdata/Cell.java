package dev.appdb.migrate.staticdata;

import com.fasterxml.jackson.databind.JsonNode;

/** One value of a file, before its column says what it has to become. */
sealed interface Cell {
    Cell NULL = new Null();

    /** SQL's NULL: an empty cell of a CSV file without quotes, {@code null} in JSON and YAML. */
    record Null() implements Cell {}

    /** Text for PostgreSQL to read as the column's type. */
    record Text(String text) implements Cell {}

    /**
     * A value of JSON or YAML.
     *
     * @param text how a scalar is written in the file, so that 1.10 and 007 stay what they are
     */
    record Value(JsonNode node, String text) implements Cell {}
}
