package dev.appdb.postgres;

import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a trashed tenant: all that its roles own in this database, inside its schema and outside, large objects
 * too, and the roles. Nothing of anybody else's, and no extension: where such a thing depends on it, all stays.
 */
final class TrashPurge {
    /** What the admin itself gave to the roles; only a superuser might take back what others gave, and does not. */
    private static final String GIVEN = """
            SELECT format('REVOKE ALL ON %s %I FROM %I', g.sort, g.name, r.rolname)
            FROM pg_roles r
            JOIN pg_shdepend d ON d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'a'
            JOIN (SELECT 'DATABASE' AS sort, 'pg_database'::regclass AS catalog, oid, datname AS name, datdba AS owner
                  FROM pg_database
                  UNION ALL
                  SELECT 'SCHEMA', 'pg_namespace'::regclass, oid, nspname, nspowner
                  FROM pg_namespace WHERE nspname ~ '^appdb(_extensions)?$') g
              ON g.catalog = d.classid AND g.oid = d.objid
            WHERE r.rolname::text = ANY (?) AND pg_has_role(g.owner, 'USAGE')
              AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))""";

    /** A cast has no owner, so it would keep its own type. Those that need nothing of anybody else's are the tenant's. */
    private static final String CASTS = """
            SELECT DISTINCT format('DROP CAST (%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
            FROM pg_cast c
            JOIN pg_type t ON t.oid IN (c.castsource, c.casttarget)
            JOIN pg_roles o ON o.oid = t.typowner
            WHERE o.rolname::text = ANY (?) AND NOT EXISTS (
              SELECT FROM pg_depend d
              LEFT JOIN pg_type dt ON d.refclassid = 'pg_type'::regclass AND dt.oid = d.refobjid
              LEFT JOIN pg_proc dp ON d.refclassid = 'pg_proc'::regclass AND dp.oid = d.refobjid
              WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid
                AND coalesce(dt.typowner, dp.proowner) IS DISTINCT FROM o.oid)""";

    private TrashPurge() {}

    /** @throws ServerException {@code DEPENDED_ON} */
    static void of(Connection connection, TrashedTenant trash) throws SQLException {
        Trash.endSessions(connection, trash);
        Held.hold(connection, trash.mark(), trash.names(), (inside, held) -> {
            Trash.verify(held, trash);
            Groundwork.forget(inside, trash.names().owner());
            Transaction.send(inside, steps(inside, GIVEN, held));
            TrashSteps steps = new TrashSteps(held);
            held.send(inside, steps.join());
            Trash.verify(held.again(inside), trash);
            Transaction.send(inside, steps(inside, CASTS, held));
            TrashDependants.check(inside, held, trash);
            Transaction.send(inside, steps.drop());
            return true;
        });
    }

    private static List<Step> steps(Connection connection, String query, Held held) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            Object[] roles =
                    held.seen().roles().keySet().stream().map(Identifier::name).toArray();
            statement.setArray(1, connection.createArrayOf("text", roles));
            try (ResultSet rows = statement.executeQuery()) {
                List<Step> steps = new ArrayList<>();
                while (rows.next()) {
                    steps.add(Step.of(rows.getString(1)));
                }
                return steps;
            }
        }
    }
}
