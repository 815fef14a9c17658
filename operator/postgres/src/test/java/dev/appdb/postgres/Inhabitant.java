package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A login in its one session, trying things.
 *
 * @param role that the login acts as
 */
record Inhabitant(TenantNames names, Login login, Identifier role, TestAdmin admin, Connection session) {
    /** What has to run outside of a transaction. */
    private static final String ALONE = "25001";

    private static final String DENIED = "42501";

    /** A GRANT by somebody who has a privilege but may not pass it on: a warning only. */
    private static final String NOTHING_GRANTED = "01007";

    private static final String CONNECT = "\\connect ";

    static Inhabitant of(TenantNames names, Login login, Identifier role, TestAdmin admin) throws SQLException {
        Connection session = Given.as(login, admin);
        session.setAutoCommit(false);
        return new Inhabitant(names, login, role, admin, session);
    }

    /** Undone again; {@code ok}, the SQLSTATE of the refusal with what else it says, or the value in quotes. */
    String outcome(String written, boolean value) throws SQLException {
        String sql = written.replace("{own}", names.schema().name())
                .replace("{login}", login.user())
                .replace("{role}", role.name());
        if (sql.startsWith(CONNECT)) {
            return connect(sql.substring(CONNECT.length()));
        }
        String outcome = send(sql, value);
        session.rollback();
        if (outcome.startsWith(ALONE)) {
            session.setAutoCommit(true);
            outcome = send(sql, value);
            session.setAutoCommit(false);
        }
        return outcome;
    }

    private String connect(String database) {
        try (Connection connection = admin.server().connect(database, login.user(), login.password())) {
            return connection.isValid(0) ? "ok" : "not valid";
        } catch (SQLException refused) {
            return told(refused);
        }
    }

    private String send(String sql, boolean value) {
        try (Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            boolean rows = statement.execute(sql);
            while (!rows && statement.getUpdateCount() != -1) {
                rows = statement.getMoreResults();
            }
            if (value) {
                try (ResultSet row = statement.getResultSet()) {
                    return row.next() ? "'" + row.getString(1) + "'" : "no row";
                }
            }
            @Nullable SQLWarning warning = statement.getWarnings();
            return warning != null && NOTHING_GRANTED.equals(warning.getSQLState()) ? NOTHING_GRANTED : "ok";
        } catch (SQLException refused) {
            return told(refused);
        }
    }

    private static String told(SQLException refused) {
        String state = Objects.requireNonNullElse(refused.getSQLState(), "no SQLSTATE");
        return state.equals(DENIED) ? DENIED : state + " " + refused.getMessage();
    }
}
