package dev.appdb.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The admin's few connections to one database; none is kept while nothing happens.
 *
 * <p>Every session resolves names in {@code pg_catalog} alone: with any schema on the search_path where a tenant may
 * create, a tenant's operator could run inside a catalog query, as the admin. Nothing is compiled: the planner takes the
 * census of many tenants for dearer than it is, and the compiler then costs more than the query.
 */
final class AdminSessions implements AutoCloseable {
    private static final int MOST = 4;
    private static final Duration BORROWING = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final String ON_OPENING = """
            SET search_path = pg_catalog, pg_temp;
            SET jit = off;
            SET lock_timeout = '10s';
            SET statement_timeout = '60s';
            SET idle_in_transaction_session_timeout = '60s'""";

    private final Connector connector;
    private final ConcurrentLinkedQueue<Connection> opened = new ConcurrentLinkedQueue<>();
    private final HikariDataSource pool;

    /** Does not connect. */
    AdminSessions(Connector connector) {
        this.connector = connector;
        this.pool = new HikariDataSource(config(new Source()));
    }

    /** What is done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * @param attempt what is being done, for the message of a failure: 'reading the catalog'
     * @throws ServerException in place of every SQLException
     */
    <T> T call(String attempt, Work<T> work) {
        try (Connection connection = borrow()) {
            return work.with(connection);
        } catch (SQLException failure) {
            throw Failures.of(failure, attempt, connector);
        }
    }

    /**
     * Makes sure that the server expected is the one that answers now, whomever earlier connections lead to.
     *
     * @throws ServerException if it is not, or nobody answers
     */
    void checkAgain(String attempt) {
        try {
            open().close();
        } catch (SQLException failure) {
            throw Failures.of(failure, attempt, connector);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /**
     * The pool by itself keeps trying and answers with a timeout; so the first connection is opened here, where a wrong
     * password or a missing server shows at once, and handed over.
     */
    private Connection borrow() throws SQLException {
        if (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
            return pool.getConnection();
        }
        Connection first = open();
        opened.add(first);
        try {
            return pool.getConnection();
        } finally {
            // another thread's was enough
            if (opened.remove(first)) {
                first.close();
            }
        }
    }

    private Connection open() throws SQLException {
        Connection connection = connector.openAdmin();
        try (Statement statement = connection.createStatement()) {
            statement.execute(ON_OPENING);
            if (connector.access().root().isPresent()) {
                become(connector.access().root().get(), statement);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            Connector.close(connection, failure);
            throw failure;
        }
    }

    /**
     * For the whole session, so that no work has to think of it; {@code SET LOCAL ROLE} within a transaction falls back
     * to it. Whom the session may become is still told by the login's memberships, which lead through the root.
     */
    private void become(Identifier root, Statement statement) throws SQLException {
        try {
            statement.execute("SET ROLE " + root);
        } catch (SQLException refused) {
            throw Failures.ofRoot(refused, root, connector);
        }
    }

    /** Who an admin's session acts as: the root, where there is one, and not who logged in. */
    static Identifier actor(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return new Identifier(row.getString(1));
        }
    }

    /** The pool wants failures that it knows. */
    private Connection openForPool() throws SQLException {
        try {
            return open();
        } catch (ServerException failure) {
            throw new SQLException(failure.getMessage(), failure);
        }
    }

    private static HikariConfig config(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("appdb-admin");
        config.setDataSource(source);
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(BORROWING.toMillis());
        config.setIdleTimeout(IDLE.toMillis());
        config.setMaxLifetime(LIFE.toMillis());
        // untold, the pool asks its first connection; should that one break just then, it refuses every later one
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return config;
    }

    /** Where the pool gets its connections from. */
    private final class Source implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            Connection ready = opened.poll();
            return ready != null ? ready : openForPool();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("there is one admin only");
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
            throw new SQLFeatureNotSupportedException("no log of its own");
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            throw new SQLFeatureNotSupportedException("connecting takes its own time, see Connector");
        }

        /** How long the pool, when it is closed, waits for a connection that is being opened. */
        @Override
        public int getLoginTimeout() {
            return (int) BORROWING.toSeconds();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("no logger of its own");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
