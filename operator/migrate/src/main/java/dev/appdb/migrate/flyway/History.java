package dev.appdb.migrate.flyway;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The engine's history table. It is made here, column for column as the engine would (a test compares the two), because
 * the engine would leave it writable to the app's role between making it and our next statement.
 */
public final class History {
    private static final int MOST_ROWS = 100_000;

    private final Table table;

    public History(String schema, String name) {
        this.table = new Table(schema, name);
    }

    public Table table() {
        return table;
    }

    public boolean exists(Connection sql) throws SQLException {
        return table.exists(sql);
    }

    /**
     * Makes the table if it is not there, gives an empty one the baseline that is asked for, and sees that nobody but its owner
     * writes to it. In one transaction.
     *
     * @throws FailedRun if the schema has tables of unknown origin and no baseline says what they stand for
     */
    void ensure(Connection sql, Optional<MigrationVersion> baseline, Table ledger) throws SQLException {
        if (!exists(sql)) {
            if (baseline.isEmpty()) {
                refuseForeignTables(sql, ledger);
            }
            create(sql);
        }
        if (baseline.isPresent() && rows(sql).isEmpty()) {
            insertBaseline(sql, baseline.get());
        }
        table.leaveSelectOnly(sql);
    }

    /** Oldest first; the engine's own markers (baselines, schema creation) included. */
    public List<HistoryRow> rows(Connection sql) throws SQLException {
        try (Statement query = sql.createStatement()) {
            query.setMaxRows(MOST_ROWS);
            List<HistoryRow> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery("""
                    SELECT installed_rank, version, description, type, script, checksum,
                           installed_on, execution_time, success
                    FROM %s ORDER BY installed_rank""".formatted(table))) {
                while (rows.next()) {
                    found.add(new HistoryRow(
                            rows.getInt("installed_rank"),
                            Optional.ofNullable(rows.getString("version")),
                            rows.getString("description"),
                            rows.getString("type"),
                            rows.getString("script"),
                            Optional.ofNullable(rows.getObject("checksum", Integer.class)),
                            rows.getTimestamp("installed_on").toInstant(),
                            rows.getLong("execution_time"),
                            rows.getBoolean("success")));
                }
            }
            return found;
        }
    }

    private void create(Connection sql) throws SQLException {
        String name = table.name();
        try (Statement statement = sql.createStatement()) {
            statement.execute("""
                    CREATE TABLE %s (
                        "installed_rank" INT NOT NULL,
                        "version" VARCHAR(50),
                        "description" VARCHAR(200) NOT NULL,
                        "type" VARCHAR(20) NOT NULL,
                        "script" VARCHAR(1000) NOT NULL,
                        "checksum" INTEGER,
                        "installed_by" VARCHAR(100) NOT NULL,
                        "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
                        "execution_time" INTEGER NOT NULL,
                        "success" BOOLEAN NOT NULL
                    )""".formatted(table));
            statement.execute("ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY (\"installed_rank\")"
                    .formatted(table, Table.quoted(name + "_pk")));
            statement.execute("CREATE INDEX %s ON %s (\"success\")".formatted(Table.quoted(name + "_s_idx"), table));
        }
    }

    private void insertBaseline(Connection sql, MigrationVersion version) throws SQLException {
        try (PreparedStatement insert = sql.prepareStatement("""
                INSERT INTO %s (installed_rank, version, description, type, script, checksum, installed_by,
                                execution_time, success)
                VALUES (1, ?, '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, current_user, 0, true)""".formatted(table))) {
            insert.setString(1, version.getVersion());
            insert.executeUpdate();
        }
    }

    /**
     * A schema that already has tables but no history was filled by something else: starting at the first version
     * would fail half-way at best. Where another history is, the schema is shared by several AppMigrations.
     */
    private void refuseForeignTables(Connection sql, Table ledger) throws SQLException {
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT string_agg(name, ', ' ORDER BY name), bool_or(is_history) FROM (
                    SELECT c.relname AS name,
                           EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid
                                   AND a.attname = 'installed_rank' AND NOT a.attisdropped) AS is_history
                    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname <> ?
                      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
                    ORDER BY is_history DESC, 1 LIMIT 10) found""")) {
            query.setString(1, table.schema());
            query.setString(2, ledger.name());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                Optional<String> foreign = Optional.ofNullable(rows.getString(1));
                if (foreign.isPresent() && !rows.getBoolean(2)) {
                    throw new FailedRun(Failure.needsPerson(
                            "schema %s has tables that no history %s knows: %s"
                                    .formatted(table.schema(), table.name(), foreign.get()),
                            "Set execution.baselineVersion to the version that these tables stand for, or"
                                    + " historyTable to the history that made them, or remove them."));
                }
            }
        }
    }

    /** Forgets a migration that failed outside a transaction, so that it can run again. */
    void forgetFailure(Connection sql, int rank) throws SQLException {
        try (PreparedStatement delete =
                sql.prepareStatement("DELETE FROM %s WHERE installed_rank = ? AND NOT success".formatted(table))) {
            delete.setInt(1, rank);
            delete.executeUpdate();
        }
    }
}
