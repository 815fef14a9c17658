package dev.appdb.postgres;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All or nothing, and many statements in one round trip. */
final class Transaction {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private Transaction() {}

    static <T> T run(Connection connection, AdminSessions.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.with(connection);
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            undo(connection, failure);
            throw failure;
        }
        connection.setAutoCommit(true);
        return result;
    }

    /** Within a transaction; a failure names the step that the server refused, and not its statement. */
    static void send(Connection connection, List<Step> steps) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (Step step : steps) {
                statement.addBatch(step.sql());
            }
            statement.executeBatch();
        } catch (BatchUpdateException failure) {
            SQLException told = failure.getNextException() == null ? failure : failure.getNextException();
            throw new SQLException(
                    "%s: %s".formatted(refused(failure, steps), told.getMessage()), told.getSQLState(), told);
        }
    }

    /** A statement, and what it is for in words that may be shown. */
    record Step(String sql, String summary) {
        static Step of(Change change) {
            return new Step(change.sql(), change.summary());
        }

        /** For statements that hold nothing but names. */
        static Step of(String sql) {
            return new Step(sql, sql);
        }
    }

    /** All counts say 'failed' in a transaction; the driver's message tells which: 'Batch entry 7 ... was aborted'. */
    private static String refused(BatchUpdateException failure, List<Step> steps) {
        Matcher number = NUMBER.matcher(Objects.requireNonNullElse(failure.getMessage(), ""));
        int entry = number.find() ? Integer.parseInt(number.group()) : 0;
        return steps.get(Math.min(entry, steps.size() - 1)).summary();
    }

    /** On a connection that broke all of this fails as well, and says less than what failed before. */
    private static void undo(Connection connection, Exception failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException alsoBroken) {
            failure.addSuppressed(alsoBroken);
        }
    }
}
