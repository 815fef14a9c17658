package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Who answers on a connection. Whatever the session's search_path, every name here is PostgreSQL's own. */
final class Answering {
    private static final String WHO = """
            SELECT (SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()),
                   (SELECT d.oid FROM pg_catalog.pg_database d
                    WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()),
                   pg_catalog.pg_is_in_recovery()""";

    private Answering() {}

    /**
     * A standby has its primary's identity and may lag behind: what it lacks is not lost.
     *
     * @throws ServerException with {@code SERVER_CHANGED} or {@code STANDBY}
     */
    static void check(Connection connection, ServerIdentity expected, String address) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WHO)) {
            row.next();
            var found = new ServerIdentity(row.getString(1), row.getLong(2));
            if (!found.equals(expected)) {
                throw new ServerException(
                        Reason.SERVER_CHANGED,
                        "at %s server %s answers instead of %s".formatted(address, found, expected),
                        "Nothing is done there. Correct DNS or the class's URL, or, if the server was built anew, "
                                + "confirm it at the class.");
            }
            Claim.checkPrimary(row.getBoolean(3));
        }
    }
}
