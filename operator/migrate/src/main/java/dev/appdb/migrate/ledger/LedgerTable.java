package dev.appdb.migrate.ledger;

import dev.appdb.migrate.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Holds the ledger still and makes sure that it is one, before anything is read from it. A tenant owns its schema and
 * may have put a view over its own functions there: a SELECT would run them, as whoever asks. Locking a relation runs
 * nothing, and reading an ordinary table with columns of built-in types runs nothing of the tenant's either.
 */
final class LedgerTable {
    private LedgerTable() {}

    /** Settings of this transaction: a tenant may have set other defaults on its own login. */
    static void beCareful(Connection sql) throws SQLException {
        try (Statement settings = sql.createStatement()) {
            settings.execute("SET LOCAL search_path = pg_catalog, pg_temp;"
                    + "SET LOCAL statement_timeout = '5s';"
                    + "SET LOCAL lock_timeout = '2s';"
                    + "SET LOCAL client_min_messages = 'error'");
        }
    }

    /**
     * @return whether it is there
     * @throws LedgerException if something else is in its place
     */
    static boolean hold(Connection sql, Table table) throws SQLException {
        if (!isThere(sql, table)) {
            return false;
        }
        try (Statement lock = sql.createStatement()) {
            lock.execute("LOCK TABLE ONLY %s IN ACCESS SHARE MODE".formatted(table));
        }
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT c.relkind = 'r' AND NOT c.relrowsecurity AND NOT c.relispartition AND NOT c.relhasrules
                       -- The planner evaluates such expressions.
                       AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid
                                       AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
                       AND NOT EXISTS (SELECT 1 FROM pg_statistic_ext s WHERE s.stxrelid = c.oid),
                       count(*) FILTER (WHERE a.attname = ANY (?) AND a.attgenerated = ''
                           AND (a.atttypid::regtype::text) IN
                               ('text', 'bigint', 'boolean', 'jsonb', 'timestamp with time zone'))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE n.nspname = ? AND c.relname = ? GROUP BY 1""")) {
            query.setArray(1, sql.createArrayOf("text", Ledger.COLUMNS.toArray()));
            query.setString(2, table.schema());
            query.setString(3, table.name());
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next() || !rows.getBoolean(1) || rows.getInt(2) != Ledger.COLUMNS.size()) {
                    throw new LedgerException(
                            "%s is not the ledger that AppDB keeps, but something that the tenant put in its place: rename or"
                                            .formatted(table)
                                    + " drop it, and apply the migration again",
                            false);
                }
            }
        }
        return true;
    }

    private static boolean isThere(Connection sql, Table table) throws SQLException {
        try (PreparedStatement query =
                sql.prepareStatement("SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ?")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}
