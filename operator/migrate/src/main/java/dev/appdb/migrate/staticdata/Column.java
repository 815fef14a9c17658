package dev.appdb.migrate.staticdata;

import dev.appdb.migrate.Table;
import java.util.Set;

/**
 * A column of a table, as far as loading needs it.
 *
 * @param type how PostgreSQL writes it, with its length or precision
 * @param baseType the type's own name; a domain's is the one below it
 */
record Column(String name, String type, String baseType, boolean array, boolean generatedAlways) {

    /** Types whose {@code =} holds only for values that are also written the same. */
    private static final Set<String> COMPARABLE =
            Set.of("bool", "int2", "int4", "int8", "oid", "uuid", "date", "timestamp", "timestamptz", "jsonb");

    private static final Set<String> TEXTUAL = Set.of("text", "varchar");

    boolean json() {
        return baseType.equals("json") || baseType.equals("jsonb");
    }

    String quoted() {
        return Table.quoted(name);
    }

    /**
     * The column for comparing what is there with what the file says. Many types have no {@code =} (json, point), or
     * one that ignores what a file may want changed (numeric's scale, citext's case, a collation's accents).
     */
    String comparable(String alias) {
        String column = alias + "." + quoted();
        if (array) {
            return "(" + column + "::text COLLATE \"C\")";
        }
        if (COMPARABLE.contains(baseType)) {
            return column;
        }
        return TEXTUAL.contains(baseType) ? "(" + column + " COLLATE \"C\")" : "(" + column + "::text COLLATE \"C\")";
    }
}
