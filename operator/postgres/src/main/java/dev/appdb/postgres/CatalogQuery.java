package dev.appdb.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The one query that tells what tenants are like, by name or by mark. Its cost is two scans of the roles and a few of
 * the smaller catalogs, whatever the number of tenants.
 *
 * <p>Every name comes from a table of the query's one snapshot. {@code pg_get_userbyid} tells the newest one instead, so
 * that a tenant that was trashed at that moment would seem to be somebody else's.
 */
final class CatalogQuery {
    private static final String BY_NAME = "SELECT ?::text AS name, ?::text AS schema";

    /**
     * A schema of another name than the owner's stands in the mark, and needs no escape there; trash is named like its owner.
     * Through {@code coalesce} the planner expects many: it would expect next to none of {@code starts_with} alone where the
     * catalogs were not analyzed yet, and the time would grow with the square of the tenants.
     */
    private static final String BY_MARK = """
            SELECT r.rolname::text AS name,
                   CASE WHEN r.rolname ~ '^appdb_trash_[0-9]+$' THEN r.rolname::text
                        ELSE coalesce(substring(d.description FROM '"schema":"([^"]+)"'), r.rolname::text)
                   END AS schema
            FROM pg_shdescription d JOIN pg_roles r ON r.oid = d.objoid
            WHERE d.classoid = 'pg_authid'::regclass AND coalesce(starts_with(d.description, ?), false)""";

    /** Whether tenants can use what is in schema {@code n}, and can't put anything in its way: public is told elsewhere. */
    static final String USABLE = """
            (SELECT bool_or(a.privilege_type = 'USAGE')
                      AND (n.nspname = 'public' OR NOT bool_or(a.privilege_type = 'CREATE'))
               FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0)""";

    /** From 16 on a membership may be one that nobody can act under. */
    private static final int SET_OPTION = 16;

    private static final String SQL = """
            WITH tenant AS MATERIALIZED (
              %1$s
            ), role AS MATERIALIZED (
              SELECT t.name AS tenant, r.rolname::text = t.name AS is_owner, r.oid, r.rolname, r.rolcanlogin,
                     r.rolconnlimit, r.rolconfig,
                     r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS mighty
              FROM tenant t
              CROSS JOIN unnest(ARRAY['', '_app', '_readonly', '_app_a', '_app_b', '_migrator_a', '_migrator_b',
                                      '_readonly_a', '_readonly_b']) suffix
              JOIN pg_roles r ON r.rolname = (t.name || suffix)::name
            ), override AS (
              SELECT r.oid, json_agg(split_part(setting, '=', 1)) AS names
              FROM role r
              JOIN pg_db_role_setting s ON s.setrole = r.oid
              CROSS JOIN unnest(s.setconfig) setting
              WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
              GROUP BY r.oid
            ), session AS (
              SELECT r.oid FROM role r
              WHERE r.oid IN (SELECT a.usesysid FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid())
            ), member AS (
              SELECT m.oid, json_agg(DISTINCT g.rolname) AS roles
              FROM role m
              JOIN pg_auth_members a ON a.member = m.oid
              JOIN role g ON g.oid = a.roleid AND g.tenant = m.tenant
              WHERE %2$s
              GROUP BY m.oid
            ), roles AS (
              SELECT r.tenant, json_agg(json_build_object(
                       'name', r.rolname, 'login', r.rolcanlogin, 'limit', r.rolconnlimit, 'config', r.rolconfig,
                       'mighty', r.mighty, 'memberOf', m.roles, 'comment', d.description, 'oid', r.oid,
                       'overrides', o.names, 'inUse', s.oid IS NOT NULL)) AS json
              FROM role r
              LEFT JOIN member m ON m.oid = r.oid
              LEFT JOIN override o ON o.oid = r.oid
              LEFT JOIN session s ON s.oid = r.oid
              LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
              GROUP BY r.tenant
            ), space AS MATERIALIZED (
              SELECT t.name AS tenant, n.oid, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl
              FROM tenant t JOIN pg_namespace n ON n.nspname = t.schema::name
            ), acl AS (
              SELECT s.tenant, 'n' AS sort, a.grantee, a.privilege_type
              FROM space s CROSS JOIN aclexplode(s.acl) a
              UNION ALL
              SELECT r.tenant, d.defaclobjtype::text, a.grantee, a.privilege_type
              FROM role r
              JOIN space s ON s.tenant = r.tenant
              JOIN pg_default_acl d ON d.defaclrole = r.oid AND d.defaclnamespace = s.oid
              CROSS JOIN aclexplode(d.defaclacl) a
              WHERE r.is_owner AND a.grantee <> 0
              UNION ALL
              SELECT r.tenant, built_in.sort::text, 0, 'ALL'
              FROM role r
              CROSS JOIN (VALUES ('f'::"char"), ('T'::"char")) built_in (sort)
              LEFT JOIN pg_default_acl d
                ON d.defaclrole = r.oid AND d.defaclnamespace = 0 AND d.defaclobjtype = built_in.sort
              WHERE r.is_owner
                AND (d.oid IS NULL OR EXISTS (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0))
            ), rights AS (
              SELECT a.tenant, json_agg(json_build_array(a.sort, coalesce(r.rolname, ''), a.privilege_type)) AS json
              FROM acl a LEFT JOIN role r ON r.oid = a.grantee AND r.tenant = a.tenant
              WHERE a.grantee = 0 OR r.oid IS NOT NULL
              GROUP BY a.tenant
            )
            SELECT pg_is_in_recovery() AS standby, clock_timestamp() AS now, current_database() AS database,
                   extension.names AS extensions, t.name AS tenant, roles.json AS roles,
                   o.rolname AS schema_owner, rights.json AS rights,
                   s.oid IS NULL AND EXISTS (
                     SELECT FROM role o
                     JOIN pg_shdepend d ON d.refclassid = 'pg_authid'::regclass AND d.refobjid = o.oid
                     WHERE o.is_owner AND o.tenant = t.name AND d.classid = 'pg_namespace'::regclass
                       AND d.dbid <> (SELECT oid FROM pg_database WHERE datname = current_database())) AS elsewhere
            FROM (
              SELECT json_agg(e.extname) AS names
              FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
              WHERE %3$s) extension
            LEFT JOIN tenant t ON true
            LEFT JOIN roles ON roles.tenant = t.name
            LEFT JOIN space s ON s.tenant = t.name
            LEFT JOIN pg_roles o ON o.oid = s.nspowner
            LEFT JOIN rights ON rights.tenant = t.name""";

    private CatalogQuery() {}

    /** Two parameters: the names of owner role and schema. One row, whatever is there. */
    static String oneTenant(Connection connection) throws SQLException {
        return sql(BY_NAME, connection);
    }

    /** One parameter: what a mark starts with. Where there is no tenant, one row without any tells of the server. */
    static String allTenants(Connection connection) throws SQLException {
        return sql(BY_MARK, connection);
    }

    private static String sql(String tenants, Connection connection) throws SQLException {
        boolean known = connection.getMetaData().getDatabaseMajorVersion() >= SET_OPTION;
        return SQL.formatted(tenants, known ? "a.set_option" : "true", USABLE);
    }
}
