package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Logs in as a tenant would, and tells what comes of it: nothing else tells whether a password is the server's. */
final class LoginTrials {
    private final Connector connector;
    private final AdminSessions sessions;

    LoginTrials(Connector connector, AdminSessions sessions) {
        this.connector = connector;
        this.sessions = sessions;
    }

    /** As {@link DatabaseServer#accepts}. */
    boolean accepts(Login login) {
        try (Connection connection = connector.open(login)) {
            return connection.isValid(0);
        } catch (SQLException failure) {
            if (Failures.isWrongPassword(failure) || (Failures.isLoginRefused(failure) && isLocked(login))) {
                checkWhoRefused(login);
                return false;
            }
            throw Failures.ofLogin(failure, login, connector);
        }
    }

    /** As {@link DatabaseServer#refuses}. */
    boolean refuses(Login login) {
        if (!hasConnectionsLeft(login)) {
            return false;
        }
        try {
            connector.open(login).close();
            return false;
        } catch (SQLException failure) {
            if (!Failures.isWrongPassword(failure)) {
                return false;
            }
            checkWhoRefused(login);
            return true;
        }
    }

    /** For a new login: it has to let in, and act as that role. */
    void tryOut(Identifier role, Login login) {
        try (Connection connection = connector.open(login);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            if (!row.getString(1).equals(role.name())) {
                throw new ServerException(
                        Reason.OTHER,
                        "%s acts as %s and not as %s".formatted(login.user(), row.getString(1), role.name()),
                        "A setting of the role in this database, or of a pooler, overrides its own.");
            }
        } catch (SQLException failure) {
            throw Failures.ofLogin(failure, login, connector);
        }
    }

    /** A stranger in the server's place refuses every login, and would show itself to nobody but its admin. */
    private void checkWhoRefused(Login login) {
        sessions.checkAgain("asking who refused login " + login.user());
    }

    private boolean isLocked(Login login) {
        return !exists(login, "SELECT FROM pg_roles WHERE rolcanlogin AND rolname = " + Sql.literal(login.user()));
    }

    /** Besides the one for a try, or all of them. */
    private boolean hasConnectionsLeft(Login login) {
        return exists(login, """
                SELECT FROM pg_roles r
                CROSS JOIN LATERAL (SELECT count(*) AS open FROM pg_stat_activity WHERE usesysid = r.oid) a
                WHERE rolname = %s AND (rolconnlimit < 0 OR a.open = 0 OR a.open < rolconnlimit - 1)""".formatted(Sql.literal(login.user())));
    }

    private boolean exists(Login login, String sql) {
        return sessions.call("looking for login " + login.user(), connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return rows.next();
            }
        });
    }
}
