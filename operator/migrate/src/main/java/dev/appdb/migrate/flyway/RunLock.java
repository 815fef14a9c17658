package dev.appdb.migrate.flyway;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The advisory lock that every run of the engine on one history takes, other tools' runs included. Any login of the
 * database can hold it, so a wait for it is bounded and names who does.
 */
final class RunLock {
    private static final long MAGIC = 0x46_6C79_7761_79L;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private RunLock() {}

    static long key(Table history) {
        return MAGIC + history.toString().hashCode();
    }

    /** Taken by the session until it ends. */
    static void take(Connection sql, Table history, Duration longest, Consumer<String> out, Runnable mayGoOn)
            throws SQLException, InterruptedException {
        long giveUp = System.nanoTime() + longest.toNanos();
        boolean told = false;
        while (!tryTake(sql, key(history))) {
            String holder = holder(sql, key(history));
            if (System.nanoTime() > giveUp) {
                throw new FailedRun(new Failure(
                        "",
                        "",
                        0,
                        "55P03",
                        "waited %d s for the lock on the history %s, held by %s"
                                .formatted(longest.toSeconds(), history, holder),
                        "",
                        "Another run is at work, or that session has taken the lock for itself. It is tried again; to"
                                + " end that session: SELECT pg_terminate_backend(<pid>).",
                        true));
            }
            if (!told) {
                out.accept("waits for the lock on the history " + history + ", held by " + holder);
                told = true;
            }
            mayGoOn.run();
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private static boolean tryTake(Connection sql, long key) throws SQLException {
        try (PreparedStatement query = sql.prepareStatement("SELECT pg_catalog.pg_try_advisory_lock(?)")) {
            query.setLong(1, key);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static String holder(Connection sql, long key) throws SQLException {
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT l.pid, coalesce(a.usename, '?') AS login, coalesce(a.application_name, '') AS application
                FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                  AND l.classid::bigint = (?::bigint >> 32) AND l.objid::bigint = (?::bigint & 4294967295)""")) {
            query.setLong(1, key);
            query.setLong(2, key);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? "pid %d, user %s, application '%s'"
                                .formatted(rows.getInt("pid"), rows.getString("login"), rows.getString("application"))
                        : "a session that has just ended";
            }
        }
    }
}
