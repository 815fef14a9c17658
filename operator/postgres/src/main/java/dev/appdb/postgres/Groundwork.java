package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The admin's own schema {@code appdb} with table {@code guard}: a row per tenant, whose lock makes work on that tenant
 * exclusive. (An advisory lock could be taken by any tenant, for ever.)
 */
final class Groundwork {
    private static final String STATE = """
            SELECT pg_get_userbyid(n.nspowner) AS owner,
                   o.rolsuper OR pg_has_role(n.nspowner, 'MEMBER') AS trusted,
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(g.oid, 'SELECT, INSERT, UPDATE, DELETE') AS usable
            FROM pg_namespace n
            JOIN pg_roles o ON o.oid = n.nspowner
            LEFT JOIN pg_class g ON g.relnamespace = n.oid AND g.relname = 'guard' AND g.relowner = n.nspowner
            WHERE n.nspname = 'appdb'""";

    private static final List<Transaction.Step> MAKE = List.of(
            Transaction.Step.of("CREATE SCHEMA IF NOT EXISTS appdb"),
            Transaction.Step.of("CREATE TABLE appdb.guard (tenant text PRIMARY KEY, manager text NOT NULL)"));

    private Groundwork() {}

    /** Makes what is missing, and sees that what is there can be trusted: a stranger's table could run its code as us. */
    static void lay(Connection connection) throws SQLException {
        List<MissingPrivilege> missing = check(connection);
        if (!missing.isEmpty()) {
            throw new ServerException(
                    Reason.MISSING_PRIVILEGE,
                    missing.getFirst().what(),
                    missing.getFirst().sql());
        }
    }

    /** As {@link #lay}, telling what is missing. */
    static List<MissingPrivilege> check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            if (!row.next()) {
                return make(connection);
            }
            boolean trusted = row.getBoolean("trusted");
            boolean usable = row.getBoolean("usable");
            boolean noTable = row.wasNull();
            String owner = row.getString("owner");
            if (trusted && noTable) {
                return make(connection);
            }
            return trusted && usable ? List.of() : List.of(taken(connection, owner));
        }
    }

    /** Holds the tenant's row until the end of the transaction. */
    static void lock(Connection connection, Identifier tenant, Identifier manager) throws SQLException {
        String sql = """
                INSERT INTO appdb.guard AS g (tenant, manager) VALUES (?, ?)
                ON CONFLICT (tenant) DO UPDATE SET manager = excluded.manager""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant.name());
            statement.setString(2, manager.name());
            statement.executeUpdate();
        }
    }

    /** The tenant of that name is gone, or has another. */
    static void forget(Connection connection, Identifier tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM appdb.guard WHERE tenant = ?")) {
            statement.setString(1, tenant.name());
            statement.executeUpdate();
        }
    }

    private static List<MissingPrivilege> make(Connection connection) throws SQLException {
        try {
            Transaction.run(connection, inside -> {
                Transaction.send(inside, MAKE);
                return true;
            });
            return List.of();
        } catch (SQLException failure) {
            // another session was first, or may not
            if ("42P07".equals(failure.getSQLState()) || "23505".equals(failure.getSQLState())) {
                return List.of();
            }
            if ("42501".equals(failure.getSQLState())) {
                return List.of(new MissingPrivilege(
                        "CREATE on the database, for AppDB's own schema appdb",
                        "CREATE SCHEMA appdb AUTHORIZATION " + AdminSessions.actor(connection)));
            }
            throw failure;
        }
    }

    private static MissingPrivilege taken(Connection connection, String owner) throws SQLException {
        return new MissingPrivilege(
                "schema appdb, with AppDB's own table guard, belongs to role " + owner + " and not to the admin",
                "ALTER SCHEMA appdb OWNER TO %1$s; ALTER TABLE IF EXISTS appdb.guard OWNER TO %1$s"
                        .formatted(AdminSessions.actor(connection)));
    }
}
