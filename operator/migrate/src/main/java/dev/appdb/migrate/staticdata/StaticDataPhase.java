package dev.appdb.migrate.staticdata;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.TableCount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The static data of one run: all tables in the transaction that the caller began and will commit. */
public final class StaticDataPhase {
    private final Connection sql;
    private final String schema;

    public StaticDataPhase(Connection sql, String schema) {
        this.sql = sql;
        this.schema = schema;
    }

    /** @throws FailedRun naming file and line; the transaction is then to be rolled back */
    public List<TableCount> load(StaticDataFiles data) throws SQLException {
        try (Statement settings = sql.createStatement()) {
            settings.execute("SET CONSTRAINTS ALL DEFERRED");
        }
        List<TableLoad> loads = new ArrayList<>();
        for (DataFile file : data.files()) {
            Table table = new Table(schema, file.table());
            TableShape shape = TableShape.read(sql, table).orElseThrow(() -> noTable(file));
            TableLoad load = new TableLoad(sql, file, shape, loads.size() + 1);
            load.stage();
            loads.add(load);
        }
        List<TableCount> counts = new ArrayList<>();
        for (TableLoad load : inOrder(loads)) {
            try {
                counts.add(load.apply());
            } catch (SQLException e) {
                throw CopyError.failure(e, load.file());
            }
        }
        checkDeferred(data.files());
        return counts;
    }

    private List<TableLoad> inOrder(List<TableLoad> loads) throws SQLException {
        Set<String> tables = loads.stream().map(load -> load.file().table()).collect(Collectors.toSet());
        List<String> order = LoadOrder.of(tables, references(tables));
        return loads.stream()
                .sorted(Comparator.comparingInt(
                        load -> order.indexOf(load.file().table())))
                .toList();
    }

    /** Now, while it can still be said which file a violation comes from, instead of at the commit. */
    private void checkDeferred(List<DataFile> files) throws SQLException {
        try (Statement settings = sql.createStatement()) {
            settings.execute("SET CONSTRAINTS ALL IMMEDIATE");
        } catch (SQLException e) {
            throw CopyError.concerned(e, files)
                    .map(file -> CopyError.failure(e, file))
                    .orElseThrow(() -> e);
        }
    }

    private Map<String, Set<String>> references(Set<String> tables) throws SQLException {
        Map<String, Set<String>> references = new HashMap<>();
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT child.relname, parent.relname
                FROM pg_catalog.pg_constraint f
                JOIN pg_catalog.pg_class child ON child.oid = f.conrelid
                JOIN pg_catalog.pg_class parent ON parent.oid = f.confrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = child.relnamespace AND n.oid = parent.relnamespace
                WHERE f.contype = 'f' AND n.nspname = ?""")) {
            query.setString(1, schema);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (tables.contains(rows.getString(1)) && tables.contains(rows.getString(2))) {
                        references
                                .computeIfAbsent(rows.getString(1), child -> new HashSet<>())
                                .add(rows.getString(2));
                    }
                }
            }
        }
        return references;
    }

    private FailedRun noTable(DataFile file) {
        return DataFile.broken(
                file.file(),
                0,
                "there is no table %s in schema %s".formatted(file.table(), schema),
                "A file is named after its table, in the table's own spelling; make the table in a migration.");
    }
}
