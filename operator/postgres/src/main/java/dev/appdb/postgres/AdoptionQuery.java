package dev.appdb.postgres;

/** What is in a schema and whose it is, read from catalogs alone. Each query has one parameter, the schema's name. */
final class AdoptionQuery {
    /**
     * Everything with an owner. What follows its table's or range's owner by itself is left out, and so are a range's
     * functions, which are the server's own.
     */
    private static final String OBJECT = """
            WITH space AS (
              SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname = ?
            ), linked AS (
              SELECT d.objid AS sequence, d.refobjid AS relation
              FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            ), object AS (
              SELECT 'pg_class'::regclass AS class, c.oid, c.relowner AS owner, c.relacl AS acl
              FROM space s JOIN pg_class c ON c.relnamespace = s.oid
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (SELECT FROM linked WHERE sequence = c.oid)
              UNION ALL
              SELECT 'pg_proc'::regclass, p.oid, p.proowner, p.proacl
              FROM space s JOIN pg_proc p ON p.pronamespace = s.oid
              WHERE NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_type'::regclass
                  AND d.deptype = 'i')
              UNION ALL
              SELECT 'pg_type'::regclass, t.oid, t.typowner, t.typacl
              FROM space s JOIN pg_type t ON t.typnamespace = s.oid
              LEFT JOIN pg_class c ON c.oid = t.typrelid
              WHERE t.typtype IN ('b', 'd', 'e', 'r', 'c') AND coalesce(c.relkind, 'c') = 'c'
                AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
              UNION ALL
              SELECT 'pg_operator'::regclass, o.oid, o.oprowner, NULL
              FROM space s JOIN pg_operator o ON o.oprnamespace = s.oid
              UNION ALL
              SELECT 'pg_opclass'::regclass, o.oid, o.opcowner, NULL
              FROM space s JOIN pg_opclass o ON o.opcnamespace = s.oid
              UNION ALL
              SELECT 'pg_opfamily'::regclass, o.oid, o.opfowner, NULL
              FROM space s JOIN pg_opfamily o ON o.opfnamespace = s.oid
              UNION ALL
              SELECT 'pg_collation'::regclass, c.oid, c.collowner, NULL
              FROM space s JOIN pg_collation c ON c.collnamespace = s.oid
              UNION ALL
              SELECT 'pg_conversion'::regclass, c.oid, c.conowner, NULL
              FROM space s JOIN pg_conversion c ON c.connamespace = s.oid
              UNION ALL
              SELECT 'pg_ts_dict'::regclass, d.oid, d.dictowner, NULL
              FROM space s JOIN pg_ts_dict d ON d.dictnamespace = s.oid
              UNION ALL
              SELECT 'pg_ts_config'::regclass, c.oid, c.cfgowner, NULL
              FROM space s JOIN pg_ts_config c ON c.cfgnamespace = s.oid
              UNION ALL
              SELECT 'pg_statistic_ext'::regclass, e.oid, e.stxowner, NULL
              FROM space s JOIN pg_statistic_ext e ON e.stxnamespace = s.oid
            )
            """;

    static final String SCHEMA = OBJECT + """
            SELECT pg_get_userbyid(s.nspowner) AS owner,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS by_superuser,
                   ARRAY(SELECT e.extname FROM pg_extension e WHERE e.extnamespace = s.oid OR EXISTS (
                           SELECT FROM pg_depend d
                           WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
                             AND (d.classid, d.objid) IN (
                               SELECT 'pg_namespace'::regclass, s.oid UNION ALL SELECT o.class, o.oid FROM object o))
                         ORDER BY 1)::text[] AS extensions,
                   ARRAY(SELECT format('sequence %s of table %s', l.sequence::regclass, l.relation::regclass)
                         FROM linked l JOIN pg_class q ON q.oid = l.sequence JOIN pg_class c ON c.oid = l.relation
                         WHERE (q.relnamespace = s.oid) <> (c.relnamespace = s.oid)
                         ORDER BY 1)::text[] AS across
            FROM space s""";

    static final String OBJECTS = OBJECT + """
            SELECT i.type AS sort, i.identity, pg_get_userbyid(o.owner) AS owner
            FROM object o CROSS JOIN pg_identify_object(o.class, o.oid, 0) i
            ORDER BY i.type, i.identity""";

    /** With the mark of the tenant that a role belongs to, if it does. */
    static final String OWNERS = OBJECT + """
            SELECT r.rolname, r.rolsuper, pg_has_role(r.oid, 'MEMBER') AS member, pg_has_role(r.oid, 'USAGE') AS usable,
                   (SELECT min(d.description) FROM pg_shdescription d JOIN pg_roles t ON t.oid = d.objoid
                    WHERE d.classoid = 'pg_authid'::regclass AND starts_with(d.description, '{"appdb":1,"cluster"')
                      AND r.rolname::text IN (
                        SELECT t.rolname || suffix
                        FROM unnest(ARRAY['', '_app', '_readonly', '_app_a', '_app_b', '_migrator_a', '_migrator_b',
                                          '_readonly_a', '_readonly_b']) suffix)) AS mark
            FROM pg_roles r
            WHERE r.oid IN (SELECT owner FROM object UNION ALL SELECT nspowner FROM space)
            ORDER BY r.rolname""";

    /**
     * Rights of roles that do not come with owning; those that PUBLIC has on every function and type left out. Before 17 a
     * range's multirange does not follow its range, and no statement gives it to another owner.
     */
    static final String OTHERS = OBJECT + """
            , acl AS (
              SELECT 'pg_namespace'::regclass AS class, s.oid, 0 AS sub, s.nspowner AS owner, a.grantee, a.privilege_type
              FROM space s CROSS JOIN aclexplode(s.nspacl) a WHERE a.grantee <> 0
              UNION ALL
              SELECT o.class, o.oid, 0, o.owner, a.grantee, a.privilege_type
              FROM object o CROSS JOIN aclexplode(o.acl) a
              WHERE a.grantee <> 0 OR o.class = 'pg_class'::regclass
              UNION ALL
              SELECT o.class, o.oid, c.attnum, o.owner, a.grantee, a.privilege_type
              FROM object o JOIN pg_attribute c ON c.attrelid = o.oid CROSS JOIN aclexplode(c.attacl) a
              WHERE o.class = 'pg_class'::regclass
            )
            SELECT coalesce(r.rolname::text, 'PUBLIC') AS grantee, i.type || ' ' || i.identity AS object,
                   string_agg(DISTINCT a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
            FROM acl a LEFT JOIN pg_roles r ON r.oid = a.grantee
            CROSS JOIN pg_identify_object(a.class, a.oid, a.sub) i
            WHERE a.grantee <> a.owner
            GROUP BY 1, 2
            UNION ALL
            SELECT pg_get_userbyid(t.typowner)::text, i.type || ' ' || i.identity, 'ownership'
            FROM space s JOIN pg_type t ON t.typnamespace = s.oid
            CROSS JOIN pg_identify_object('pg_type'::regclass, t.oid, 0) i
            WHERE t.typtype = 'm' AND current_setting('server_version_num')::int < 170000
            ORDER BY 1, 2""";

    /** What views read elsewhere: they do so with the rights of their owner. */
    static final String READS = OBJECT + """
            SELECT DISTINCT v.type || ' ' || v.identity AS reader, i.type || ' ' || i.identity AS source
            FROM object o
            JOIN pg_rewrite w ON w.ev_class = o.oid AND o.class = 'pg_class'::regclass
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
              AND d.refclassid = 'pg_class'::regclass
            JOIN pg_class c ON c.oid = d.refobjid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN pg_identify_object(o.class, o.oid, 0) v
            CROSS JOIN pg_identify_object('pg_class'::regclass, c.oid, 0) i
            WHERE n.oid <> (SELECT oid FROM space) AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            ORDER BY 1, 2""";

    private AdoptionQuery() {}
}
