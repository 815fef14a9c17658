package dev.appdb.migrate.run;

import java.sql.Connection;
import java.sql.SQLException;

/** All or nothing, on the run's one session. */
record Transaction(Connection sql) {

    interface Work {
        void run() throws SQLException;
    }

    interface Question<T> {
        T call() throws SQLException;
    }

    void run(Work work) throws SQLException {
        call(() -> {
            work.run();
            return true;
        });
    }

    <T> T call(Question<T> work) throws SQLException {
        sql.setAutoCommit(false);
        try {
            T result = work.call();
            sql.commit();
            sql.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                abandon();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
    }

    /** Leaves whatever transaction is open, the engine's included. */
    void abandon() throws SQLException {
        if (!sql.isClosed()) {
            if (!sql.getAutoCommit()) {
                sql.rollback();
            }
            sql.setAutoCommit(true);
        }
    }
}
