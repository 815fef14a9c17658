package dev.appdb.postgres;

import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Ends the sessions of logins that may not log in any more: that alone leaves those that are open running. To be called
 * when the lock was committed, or a new session could follow.
 */
final class EndSessions {
    private static final int OPTIONS_SINCE = 16;

    private static final String IN_USE =
            "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE usename::text = ANY (?) ORDER BY 1";

    private EndSessions() {}

    /**
     * In a transaction of its own. Only who has a login's rights may end its sessions, so the manager has them for that
     * long.
     *
     * @param manager of these logins
     * @return how many ended
     */
    static int of(Connection connection, Identifier manager, Collection<Identifier> logins) throws SQLException {
        List<Identifier> inUse = inUse(connection, logins);
        return inUse.isEmpty() ? 0 : Transaction.run(connection, inside -> end(inside, manager, inUse));
    }

    private static int end(Connection connection, Identifier manager, List<Identifier> logins) throws SQLException {
        String names = logins.stream().map(Identifier::toString).collect(Collectors.joining(", "));
        boolean options = connection.getMetaData().getDatabaseMajorVersion() >= OPTIONS_SINCE;
        Transaction.send(
                connection,
                List.of(
                        Step.of("SET LOCAL ROLE " + manager),
                        Step.of("GRANT %s TO %s%s".formatted(names, manager, options ? " WITH INHERIT TRUE" : ""))));
        int ended = 0;
        try (Statement statement = connection.createStatement()) {
            for (Identifier login : logins) {
                try (ResultSet rows = statement.executeQuery(new LoginChange.Disconnect(login).sql())) {
                    while (rows.next()) {
                        ended += rows.getBoolean(1) ? 1 : 0;
                    }
                }
            }
        }
        Transaction.send(connection, List.of(Step.of("REVOKE %s FROM %s".formatted(names, manager))));
        return ended;
    }

    private static List<Identifier> inUse(Connection connection, Collection<Identifier> logins) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IN_USE)) {
            statement.setArray(1, texts(connection, logins));
            try (ResultSet rows = statement.executeQuery()) {
                List<Identifier> inUse = new ArrayList<>();
                while (rows.next()) {
                    inUse.add(new Identifier(rows.getString(1)));
                }
                return inUse;
            }
        }
    }

    private static java.sql.Array texts(Connection connection, Collection<Identifier> names) throws SQLException {
        return connection.createArrayOf(
                "text", names.stream().map(Identifier::name).toArray());
    }
}
