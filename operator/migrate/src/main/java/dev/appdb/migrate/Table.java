package dev.appdb.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table by its schema and name; {@link #toString()} quotes both, so it is safe inside any statement. */
public record Table(String schema, String name) {

    public static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** An ordinary table; a view of that name is none. */
    public boolean exists(Connection sql) throws SQLException {
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind = 'r'""")) {
            query.setString(1, schema);
            query.setString(2, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Leaves SELECT, and only that, to every role other than the owner that has any privilege: the owner's default
     * privileges have just given the app's role DML on it, and whoever can write here can open a gate. To be called in
     * the transaction that makes the table.
     */
    public void leaveSelectOnly(Connection sql) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (PreparedStatement query = sql.prepareStatement("""
                SELECT coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC') AS grantee,
                       bool_or(a.privilege_type = 'SELECT') AND r.oid IS NOT NULL AS reads,
                       bool_or(a.privilege_type <> 'SELECT') OR r.oid IS NULL AS more
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
                LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                WHERE n.nspname = ? AND c.relname = ? AND a.grantee <> c.relowner
                GROUP BY r.oid, r.rolname ORDER BY 1""")) {
            query.setString(1, schema);
            query.setString(2, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean("more")) {
                        statements.add("REVOKE ALL ON TABLE %s FROM %s".formatted(this, rows.getString("grantee")));
                        if (rows.getBoolean("reads")) {
                            statements.add("GRANT SELECT ON TABLE %s TO %s".formatted(this, rows.getString("grantee")));
                        }
                    }
                }
            }
        }
        try (Statement change = sql.createStatement()) {
            for (String statement : statements) {
                change.execute(statement);
            }
        }
    }

    @Override
    public String toString() {
        return quoted(schema) + "." + quoted(name);
    }
}
