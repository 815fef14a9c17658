package dev.appdb.migrate.staticdata;

import dev.appdb.migrate.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table as the catalog has it.
 *
 * @param key the primary key's columns in its order; empty if there is none
 */
record TableShape(Table table, String kind, Map<String, Column> columns, List<String> key) {

    static Optional<TableShape> read(Connection sql, Table table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        String kind = "";
        String key = "";
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT c.relkind, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
                       a.attgenerated <> '' OR a.attidentity = 'a' AS generated_always,
                       base.typname AS base_type, base.typcategory = 'A' AS is_array,
                       (SELECT string_agg(k.attname, E'\\n' ORDER BY array_position(i.indkey::int2[], k.attnum))
                        FROM pg_catalog.pg_index i
                        JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
                        WHERE i.indrelid = c.oid AND i.indisprimary) AS key
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                CROSS JOIN LATERAL (
                    WITH RECURSIVE type AS (
                        SELECT * FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
                        UNION ALL
                        SELECT below.* FROM pg_catalog.pg_type below JOIN type ON below.oid = type.typbasetype
                    )
                    SELECT typname, typcategory FROM type WHERE typtype <> 'd') base
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                ORDER BY a.attnum""")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    kind = rows.getString("relkind");
                    key = Optional.ofNullable(rows.getString("key")).orElse("");
                    Column column = new Column(
                            rows.getString("attname"),
                            rows.getString("type"),
                            rows.getString("base_type"),
                            rows.getBoolean("is_array"),
                            rows.getBoolean("generated_always"));
                    columns.put(column.name(), column);
                }
            }
        }
        List<String> keyColumns =
                Stream.of(key.split("\n", -1)).filter(name -> !name.isEmpty()).toList();
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableShape(table, kind, columns, keyColumns));
    }

    boolean ordinary() {
        return kind.equals("r") || kind.equals("p");
    }

    Column column(String name) {
        return Optional.ofNullable(columns.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no column " + name + " in " + table));
    }
}
