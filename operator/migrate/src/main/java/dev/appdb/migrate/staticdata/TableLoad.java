package dev.appdb.migrate.staticdata;

import static java.util.stream.Collectors.joining;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.TableCount;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

/**
 * Loads one file into its table: COPY into a temporary table of the same types, then update the rows that differ and
 * insert those that are missing. Rows that are as the file says are not written, not even to the WAL.
 */
final class TableLoad {
    private static final String LINE = Table.quoted("appdb:line");
    private static final String GROUP = Table.quoted("appdb:group");
    private static final int BUFFER = 1 << 16;

    private final Connection sql;
    private final DataFile file;
    private final TableShape shape;
    private final String staging;

    /** Rows that mention the same columns, which are updated and inserted together. */
    private final Map<Set<String>, List<DataRow>> groups = new LinkedHashMap<>();

    private final Set<String> columns = new LinkedHashSet<>();

    TableLoad(Connection sql, DataFile file, TableShape shape, int number) {
        this.sql = sql;
        this.file = file;
        this.shape = shape;
        this.staging = "pg_temp." + Table.quoted("appdb_static_" + number);
        for (DataRow row : file.rows()) {
            groups.computeIfAbsent(row.cells().keySet(), mentioned -> new ArrayList<>())
                    .add(row);
            columns.addAll(row.cells().keySet());
        }
    }

    DataFile file() {
        return file;
    }

    /** Reads the file's rows into the temporary table, so that everything PostgreSQL can say of the values is said. */
    void stage() throws SQLException {
        if (file.rows().isEmpty()) {
            return;
        }
        FileChecks.check(file, shape);
        try (Statement statement = sql.createStatement()) {
            statement.execute(
                    "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT 0 AS %s, 0 AS %s, %s FROM %s WITH NO DATA"
                            .formatted(staging, LINE, GROUP, list(columns, ""), shape.table()));
        }
        copy();
        refuseDuplicateKeys();
    }

    TableCount apply() throws SQLException {
        long inserted = 0;
        long updated = 0;
        try (Statement statement = sql.createStatement()) {
            int group = 0;
            for (Set<String> mentioned : groups.keySet()) {
                List<String> values = mentioned.stream()
                        .filter(name -> !shape.key().contains(name))
                        .toList();
                if (!values.isEmpty()) {
                    updated += statement.executeLargeUpdate(update(values, group));
                }
                inserted += statement.executeLargeUpdate(insert(mentioned, group));
                group++;
            }
        }
        if (inserted > 0) {
            moveSequences();
        }
        return new TableCount(
                shape.table().name(), inserted, updated, file.rows().size() - inserted - updated, 0);
    }

    private String update(List<String> values, int group) {
        return "UPDATE %s AS there SET %s FROM %s AS file WHERE file.%s = %d AND %s AND (%s)"
                .formatted(
                        shape.table(),
                        values.stream()
                                .map(Table::quoted)
                                .map(name -> name + " = file." + name)
                                .collect(joining(", ")),
                        staging,
                        GROUP,
                        group,
                        sameKey(),
                        values.stream()
                                .map(shape::column)
                                .map(column ->
                                        column.comparable("there") + " IS DISTINCT FROM " + column.comparable("file"))
                                .collect(joining(" OR ")));
    }

    private String insert(Collection<String> mentioned, int group) {
        return "INSERT INTO %s (%s) SELECT %s FROM %s AS file WHERE file.%s = %d AND NOT EXISTS (SELECT 1 FROM %s AS there WHERE %s) ORDER BY file.%s"
                .formatted(
                        shape.table(),
                        list(mentioned, ""),
                        list(mentioned, "file."),
                        staging,
                        GROUP,
                        group,
                        shape.table(),
                        sameKey(),
                        LINE);
    }

    private String sameKey() {
        return shape.key().stream()
                .map(Table::quoted)
                .map(name -> "there." + name + " = file." + name)
                .collect(joining(" AND "));
    }

    private void copy() throws SQLException {
        CopyIn copy = sql.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY %s (%s, %s, %s) FROM STDIN".formatted(staging, LINE, GROUP, list(columns, "")));
        List<DataRow> sent = new ArrayList<>(file.rows().size());
        try {
            StringBuilder buffer = new StringBuilder(BUFFER);
            int group = 0;
            for (List<DataRow> rows : groups.values()) {
                for (DataRow row : rows) {
                    sent.add(row);
                    buffer.append(row.line()).append('\t').append(group);
                    columns.forEach(name -> buffer.append('\t').append(cell(row, name)));
                    buffer.append('\n');
                    if (buffer.length() > BUFFER) {
                        flush(copy, buffer);
                    }
                }
                group++;
            }
            flush(copy, buffer);
            copy.endCopy();
        } catch (PSQLException e) {
            throw CopyError.failure(e, file, sent, shape);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void flush(CopyIn copy, StringBuilder buffer) throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }

    private String cell(DataRow row, String name) {
        Column column = shape.column(name);
        Cell cell = row.cells().getOrDefault(name, Cell.NULL);
        return CopyText.of(column, cell)
                .orElseThrow(() -> DataFile.broken(
                        file.file(),
                        row.line(),
                        "column %s of table %s is %s, and the file gives a list or a map"
                                .formatted(name, file.table(), column.type()),
                        "Lists go to array columns, both go to json and jsonb columns; write anything else as text."));
    }

    private void refuseDuplicateKeys() throws SQLException {
        String key = list(shape.key(), "");
        String shown =
                shape.key().stream().map(name -> Table.quoted(name) + "::text").collect(joining(" || ', ' || "));
        try (Statement query = sql.createStatement();
                ResultSet rows = query.executeQuery(
                        "SELECT min(%s), max(%s), min(%s) FROM %s GROUP BY %s HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
                                .formatted(LINE, LINE, shown, staging, key))) {
            if (rows.next()) {
                throw DataFile.broken(
                        file.file(),
                        rows.getInt(2),
                        "lines %d and %d both have the key %s = %s"
                                .formatted(
                                        rows.getInt(1),
                                        rows.getInt(2),
                                        String.join(", ", shape.key()),
                                        rows.getString(3)),
                        "Keep one row for each key of table %s.".formatted(file.table()));
            }
        }
    }

    /** Rows came with their own numbers, so a sequence behind a column may now give out one that is taken. */
    private void moveSequences() throws SQLException {
        for (String name : columns) {
            if (!shape.column(name).baseType().startsWith("int")) {
                continue;
            }
            try (var query = sql.prepareStatement("SELECT pg_catalog.pg_get_serial_sequence(?, ?)")) {
                query.setString(1, shape.table().toString());
                query.setString(2, name);
                try (ResultSet rows = query.executeQuery()) {
                    if (rows.next() && rows.getString(1) != null) {
                        move(rows.getString(1), name);
                    }
                }
            }
        }
    }

    private void move(String sequence, String column) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute(
                    """
                    SELECT pg_catalog.setval('%s', highest)
                    FROM (SELECT max(%s) AS highest FROM %s) there, %s AS sequence
                    WHERE highest > last_value OR highest = last_value AND NOT is_called""".formatted(sequence.replace("'", "''"), Table.quoted(column), shape.table(), sequence));
        }
    }

    private static String list(Collection<String> names, String prefix) {
        return names.stream().map(name -> prefix + Table.quoted(name)).collect(joining(", "));
    }
}
