package dev.appdb.postgres;

import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Ends what logins still do that were locked. Only who has a login's privileges may end its sessions, so the manager
 * gets them for a transaction that is rolled back: nobody else ever sees that grant, and no crash leaves it behind.
 */
final class Sessions {
    private Sessions() {}

    static List<Change> end(Connection connection, Set<Identifier> roles, Snapshot seen, Identifier manager)
            throws SQLException {
        if (roles.isEmpty()) {
            return List.of();
        }
        int version = connection.getMetaData().getDatabaseMajorVersion();
        List<Step> steps = new ArrayList<>(TakeOver.of(connection, seen, manager));
        steps.add(Step.of("SET LOCAL ROLE " + manager));
        List<Change> ends = new ArrayList<>();
        for (Identifier role : roles.stream().sorted().toList()) {
            steps.add(Step.of(
                    "GRANT %s TO %s%s".formatted(role, manager, version >= 16 ? " WITH INHERIT TRUE, SET FALSE" : "")));
            ends.add(new LoginChange.EndSessions(role));
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Groundwork.lock(connection, seen.names().owner(), manager);
            Transaction.send(connection, steps);
            for (Change end : ends) {
                statement.execute(end.sql());
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return ends;
    }
}
