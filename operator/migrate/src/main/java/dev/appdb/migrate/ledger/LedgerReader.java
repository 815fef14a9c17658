package dev.appdb.migrate.ledger;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TenantSession;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.exchange.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads a tenant's ledger in a session of the tenant's own login, bounded in time and size: whatever the tenant put in
 * the ledger's place can only hurt the tenant. A connection that the class owns for longer than one question would
 * count against the tenant's limit, so each question opens and closes one.
 */
public final class LedgerReader {
    private static final int LARGEST_RESULT = 1 << 20;

    /** The newest row that ended a run of that migration. */
    public Optional<LedgerRow> lastComplete(TenantConnection connection, String migration) {
        return read(connection, "migration = ? AND complete", migration);
    }

    /** The newest row of that run. */
    public Optional<LedgerRow> ofRun(TenantConnection connection, String run) {
        return read(connection, "run = ?", run);
    }

    private static Optional<LedgerRow> read(TenantConnection connection, String condition, String value) {
        Table table = new Table(connection.schema(), Ledger.NAME);
        try (Connection sql = TenantSession.looking("appdb ledger").open(connection)) {
            sql.setAutoCommit(false);
            LedgerTable.beCareful(sql);
            return LedgerTable.hold(sql, table) ? newest(sql, table, condition, value) : Optional.empty();
        } catch (SQLException e) {
            var failure = SqlFailure.of(e, "reading the ledger %s as %s".formatted(table, connection.user()));
            throw new LedgerException(
                    failure.sentence(),
                    failure.retryable() || failure.sqlState().equals("57014"),
                    e);
        }
    }

    private static Optional<LedgerRow> newest(Connection sql, Table table, String condition, String value)
            throws SQLException {
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT id, %s, complete, finished_at,
                       CASE WHEN octet_length(result::text) <= %d THEN result::text END AS result
                FROM ONLY %s WHERE %s ORDER BY id DESC LIMIT 1""".formatted(
                        bounded("migration", "run", "input", "source_digest", "image", "phase"),
                        LARGEST_RESULT,
                        table,
                        condition))) {
            query.setString(1, value);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(row(rows, table)) : Optional.empty();
            }
        }
    }

    private static String bounded(String... columns) {
        return String.join(
                ", ",
                java.util.Arrays.stream(columns)
                        .map(column -> "left(%s, 4096) AS %s".formatted(column, column))
                        .toList());
    }

    private static LedgerRow row(ResultSet rows, Table table) throws SQLException {
        String result = Optional.ofNullable(rows.getString("result"))
                .orElseThrow(() -> new LedgerException(
                        "a result in %s is larger than %d bytes: AppDB did not write it"
                                .formatted(table, LARGEST_RESULT),
                        false));
        try {
            return new LedgerRow(
                    rows.getLong("id"),
                    rows.getString("migration"),
                    rows.getString("run"),
                    rows.getString("input"),
                    rows.getString("source_digest"),
                    rows.getString("image"),
                    rows.getString("phase"),
                    rows.getBoolean("complete"),
                    RunResult.fromJson(result),
                    rows.getTimestamp("finished_at").toInstant());
        } catch (IllegalArgumentException e) {
            throw new LedgerException("a result in %s cannot be read: %s".formatted(table, e.getMessage()), false, e);
        }
    }
}
