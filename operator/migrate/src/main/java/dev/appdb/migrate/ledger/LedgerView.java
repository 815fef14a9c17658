package dev.appdb.migrate.ledger;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a gate asks a ledger about one migration, within one transaction of the gate's own session. */
public final class LedgerView {
    private static final String ENDED_WELL =
            "migration = ? AND complete AND outcome IN ('SUCCEEDED', 'SKIPPED', 'SCHEMA_AHEAD')";

    private final Connection sql;
    private final Table table;
    private final String migration;
    private final boolean there;

    private LedgerView(Connection sql, Table table, String migration, boolean there) {
        this.sql = sql;
        this.table = table;
        this.migration = migration;
        this.there = there;
    }

    /**
     * The newest row of a migration.
     *
     * @param failure the failure's place and message; empty unless it failed
     */
    public record Newest(
            Outcome outcome, boolean complete, String historyTable, String targetVersion, String failure) {}

    /** @throws LedgerException if something else is in the ledger's place */
    public static LedgerView of(Connection sql, String schema, String migration) throws SQLException {
        LedgerTable.beCareful(sql);
        Table table = new Table(schema, Ledger.NAME);
        return new LedgerView(sql, table, migration, LedgerTable.hold(sql, table));
    }

    public boolean isThere() {
        return there;
    }

    public Optional<Newest> newest() throws SQLException {
        if (!there) {
            return Optional.empty();
        }
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT outcome, complete, history_table, target_version,
                       left(concat_ws(': ', nullif(result #>> '{failure,file}', ''), result #>> '{failure,message}'), 500)
                FROM ONLY %s WHERE migration = ? ORDER BY id DESC LIMIT 1""".formatted(table))) {
            query.setString(1, migration);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Newest(
                                Outcome.valueOf(rows.getString(1)),
                                rows.getBoolean(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5)))
                        : Optional.empty();
            }
        }
    }

    /** Whether a run of exactly this source ended well. */
    public boolean broughtSource(String digest) throws SQLException {
        return any(ENDED_WELL + " AND source_digest = ?", digest);
    }

    /** Whether a run of that image ended well, by the name it was asked for or the one with its digest. */
    public boolean broughtImage(String reference) throws SQLException {
        return any(ENDED_WELL + " AND ? IN (image, image_ref)", reference);
    }

    /** Whether a run that loads static data ended well with exactly these data files beside it. */
    public boolean broughtData(String digest) throws SQLException {
        return any(ENDED_WELL + " AND outcome <> 'SCHEMA_AHEAD' AND data_digest = ?", digest);
    }

    private boolean any(String condition, String value) throws SQLException {
        if (!there) {
            return false;
        }
        try (PreparedStatement query =
                sql.prepareStatement("SELECT 1 FROM ONLY %s WHERE %s LIMIT 1".formatted(table, condition))) {
            query.setString(1, migration);
            query.setString(2, value);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}
