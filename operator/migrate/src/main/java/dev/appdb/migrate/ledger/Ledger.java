package dev.appdb.migrate.ledger;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table in the tenant's schema that remembers every finished phase of every run. Its owner writes it, everybody
 * else may only read: whoever could write it could open gates.
 *
 * @param imageRef the image as the cluster resolved it, with its digest; empty if nobody said
 */
public record Ledger(Table table, String imageRef) {
    public static final String NAME = "appdb_ledger";

    static final Set<String> COLUMNS = Set.of(
            "id",
            "migration",
            "run",
            "input",
            "source_digest",
            "data_digest",
            "image",
            "image_ref",
            "history_table",
            "phase",
            "complete",
            "outcome",
            "current_version",
            "target_version",
            "result",
            "finished_at");

    public static Ledger of(String schema, String imageRef) {
        return new Ledger(new Table(schema, NAME), imageRef);
    }

    /** What a row says of its run's end. */
    public enum Phase {
        MIGRATIONS("Migrations"),
        STATIC_DATA("StaticData"),
        SKIPPED("Skipped");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * Makes the table where it is missing and takes from others whatever they may do to it beyond reading. To be called
     * inside a transaction.
     */
    public void ensure(Connection sql) throws SQLException {
        if (!table.exists(sql)) {
            create(sql);
        }
        table.leaveSelectOnly(sql);
        Set<String> missing = new TreeSet<>(COLUMNS);
        missing.removeAll(columns(sql));
        if (!missing.isEmpty()) {
            throw new FailedRun(Failure.needsPerson(
                    "%s is not the ledger that AppDB keeps: it has no column %s"
                            .formatted(table, String.join(", ", missing)),
                    "Rename that table; AppDB makes its own."));
        }
    }

    /** @param dataDigest digest of all files of the source that may be static data */
    public void write(
            Connection sql, RunRequest request, Phase phase, boolean complete, String dataDigest, RunResult result)
            throws SQLException {
        try (PreparedStatement insert = sql.prepareStatement("""
                INSERT INTO %s (migration, run, input, source_digest, data_digest, image, image_ref, history_table,
                                phase, complete, outcome, current_version, target_version, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::pg_catalog.jsonb)""".formatted(table))) {
            insert.setString(1, request.migration());
            insert.setString(2, request.run());
            insert.setString(3, request.input());
            insert.setString(4, result.sourceDigest());
            insert.setString(5, dataDigest);
            insert.setString(6, request.image());
            insert.setString(7, imageRef);
            insert.setString(8, request.historyTable());
            insert.setString(9, phase.text());
            insert.setBoolean(10, complete);
            insert.setString(11, result.outcome().name());
            insert.setString(12, result.currentVersion());
            insert.setString(13, result.targetVersion());
            // jsonb holds any text but this character.
            insert.setString(14, result.toJson().replace("\\u0000", "\\ufffd"));
            insert.executeUpdate();
        }
    }

    private void create(Connection sql) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute("""
                    CREATE TABLE %s (
                        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                        migration text NOT NULL,
                        run text NOT NULL,
                        input text NOT NULL,
                        source_digest text NOT NULL,
                        data_digest text NOT NULL,
                        image text NOT NULL,
                        image_ref text NOT NULL,
                        history_table text NOT NULL,
                        phase text NOT NULL,
                        complete boolean NOT NULL,
                        outcome text NOT NULL,
                        current_version text NOT NULL,
                        target_version text NOT NULL,
                        result jsonb NOT NULL,
                        finished_at timestamptz NOT NULL DEFAULT clock_timestamp()
                    )""".formatted(table));
            statement.execute("CREATE INDEX ON %s (migration, id)".formatted(table));
            statement.execute(
                    "COMMENT ON TABLE %s IS 'AppDB: one row per finished phase of a migration run'".formatted(table));
        }
    }

    private Set<String> columns(Connection sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT a.attname FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = ?::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped""")) {
            query.setString(1, table.toString());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
