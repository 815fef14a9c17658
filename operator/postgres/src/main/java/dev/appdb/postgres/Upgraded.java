package dev.appdb.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A server that was upgraded, or restored, from 14 or 15 to 16 or later: there only a member with the ADMIN option may
 * change a role, and no role has one. A superuser has to say that the managers may.
 */
final class Upgraded {
    /** Roles of this database's tenants that no manager may change. A role that could do more than a tenant is none. */
    private static final String UNMANAGED = """
            SELECT r.rolname AS role, m.rolname AS manager
            FROM appdb.guard g
            JOIN pg_roles m ON m.rolname = g.manager
            JOIN pg_roles o ON o.rolname = g.tenant
            JOIN pg_shdescription d ON d.objoid = o.oid AND d.classoid = 'pg_authid'::regclass
            CROSS JOIN unnest(ARRAY['', '_app', '_readonly', '_app_a', '_app_b', '_migrator_a', '_migrator_b',
                                    '_readonly_a', '_readonly_b']) suffix
            JOIN pg_roles r ON r.rolname = (o.rolname || suffix)::name
            WHERE starts_with(d.description, '{"appdb":1,')
              AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolreplication)
              AND NOT EXISTS (
                SELECT FROM pg_auth_members a JOIN pg_roles x ON x.oid = a.member
                WHERE a.roleid = r.oid AND a.admin_option AND x.rolname ~ '^appdb_.+_manager_[0-9]+$')""";

    /** As long however many they are. It calls nothing of a tenant's: the path is set before any name is looked up. */
    static final String GRANT = """
            DO $appdb$
            DECLARE missing record;
            BEGIN
              PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
              FOR missing IN
            %s
              LOOP
                EXECUTE format('GRANT %%I TO %%I WITH ADMIN OPTION', missing.role, missing.manager);
              END LOOP;
            END
            $appdb$""".formatted(UNMANAGED.indent(4).stripTrailing());

    private Upgraded() {}

    /** To be asked from 16 on, and where {@link Groundwork} is laid. */
    static Optional<MissingPrivilege> check(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*), min(role) FROM (" + UNMANAGED + ") unmanaged")) {
            row.next();
            long roles = row.getLong(1);
            return roles == 0
                    ? Optional.empty()
                    : Optional.of(new MissingPrivilege(
                            ("the ADMIN option on %d roles of tenants, such as %s: they come from PostgreSQL 14 or 15, or"
                                            + " were made again by hand; to be run by a superuser in database %s")
                                    .formatted(roles, row.getString(2), database),
                            GRANT));
        }
    }
}
