package dev.appdb.author.console;

/** What people ask first about a tenant; each works as any of its logins. */
final class TenantQueries {
    /** Counts with {@code query_to_xml}: the one way to count every table of a schema in one plain query. */
    static final String TABLES = """
            SELECT c.relname AS name,
                   CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind,
                   (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I',
                       n.nspname, c.relname), false, true, '')))[1]::text AS rows
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm')
              AND has_table_privilege(c.oid, 'SELECT')
            ORDER BY c.relkind, c.relname""";

    /** The roles whose names begin with the owner's: the owner's name is the schema's. */
    static final String ROLES = """
            SELECT r.rolname AS role,
                   CASE WHEN r.rolcanlogin THEN 'login' ELSE '' END AS login,
                   coalesce((SELECT substr(setting, 6) FROM unnest(s.setconfig) AS setting
                             WHERE setting LIKE 'role=%'), '') AS "acts as",
                   CASE WHEN r.rolconnlimit < 0 THEN '' ELSE r.rolconnlimit::text END AS connections
            FROM pg_catalog.pg_roles r
            LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setrole = r.oid
            WHERE r.rolname = current_schema() OR r.rolname LIKE replace(current_schema(), '_', '\\_') || '\\_%'
            ORDER BY r.rolname""";

    private TenantQueries() {}
}
