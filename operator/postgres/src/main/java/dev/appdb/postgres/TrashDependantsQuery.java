package dev.appdb.postgres;

/**
 * Who depends on what some roles own. Parameters: the roles' names, and how many rows at most. Rows: {@code what} it is,
 * the {@code owner} of that and the {@code comment} that may be a mark (all but the first may be null), and how many there
 * are in all ({@code every}).
 */
final class TrashDependantsQuery {
    static final String SQL = """
            WITH RECURSIVE role AS MATERIALIZED (
              SELECT oid, rolname FROM pg_roles WHERE rolname::text = ANY (?)
            ), here AS MATERIALIZED (
              SELECT oid FROM pg_database WHERE datname = current_database()
            ), shared AS MATERIALIZED (
              SELECT d.*, r.rolname
              FROM pg_shdepend d JOIN role r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass
            ), own AS (
              -- with all that goes along without a word: indexes, constraints, row types
              SELECT s.classid, s.objid FROM shared s JOIN here ON here.oid = s.dbid WHERE s.deptype = 'o'
              UNION
              SELECT d.classid, d.objid
              FROM own JOIN pg_depend d ON d.refclassid = own.classid AND d.refobjid = own.objid
              WHERE d.deptype IN ('a', 'i', 'P', 'S')
            ), other (sort, classid, objid, objsubid, before) AS (
              -- an extension is never dropped with a tenant: others' columns are of its types
              SELECT 0, classid, objid, 0, '' FROM own WHERE classid = 'pg_extension'::regclass
              UNION
              SELECT 0, d.refclassid, d.refobjid, 0, ''
              FROM own JOIN pg_depend d ON d.classid = own.classid AND d.objid = own.objid
              WHERE d.deptype = 'e'
              UNION
              SELECT 1, d.classid, d.objid, d.objsubid, ''
              FROM own JOIN pg_depend d ON d.refclassid = own.classid AND d.refobjid = own.objid
              WHERE d.deptype = 'n' AND (d.classid, d.objid) NOT IN (SELECT classid, objid FROM own)
              UNION
              -- a partition goes along with its parent, whoever owns it
              SELECT 1, own.classid, own.objid, 0, ''
              FROM own JOIN pg_class c ON own.classid = 'pg_class'::regclass AND c.oid = own.objid
              WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relowner NOT IN (SELECT oid FROM role)
              UNION
              -- what was given to the roles elsewhere, which only the giver takes back
              SELECT 2, s.classid, s.objid, s.objsubid,
                     'role ' || s.rolname || CASE s.deptype WHEN 'o' THEN ' as owner of ' WHEN 'r' THEN ' named in '
                                             ELSE ' with privileges on ' END
              FROM shared s
              WHERE s.dbid IN (0, (SELECT oid FROM here)) AND s.classid <> 'pg_auth_members'::regclass
                AND (s.dbid = 0 OR (s.classid, s.objid) NOT IN (SELECT classid, objid FROM own))
            ), picked AS (
              SELECT *, count(*) OVER () AS every FROM other ORDER BY sort, classid, objid, objsubid LIMIT ?
            ), named AS (
              SELECT p.*, CASE p.classid
                       WHEN 'pg_class'::regclass THEN p.objid
                       WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite WHERE oid = p.objid)
                       WHEN 'pg_attrdef'::regclass THEN (SELECT adrelid FROM pg_attrdef WHERE oid = p.objid)
                       WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = p.objid)
                       WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = p.objid)
                       WHEN 'pg_constraint'::regclass
                         THEN (SELECT nullif(conrelid, 0) FROM pg_constraint WHERE oid = p.objid)
                     END AS relation
              FROM picked p
            ), told (sort, what, owner, every) AS (
              SELECT n.sort,
                     n.before || CASE WHEN n.classid = 'pg_rewrite'::regclass
                       THEN pg_describe_object('pg_class'::regclass, n.relation, 0)
                       ELSE pg_describe_object(n.classid, n.objid, n.objsubid) END,
                     CASE WHEN n.relation IS NOT NULL THEN (SELECT relowner FROM pg_class WHERE oid = n.relation)
                       ELSE (SELECT s.refobjid FROM pg_shdepend s
                             WHERE s.deptype = 'o' AND s.classid = n.classid AND s.objid = n.objid
                               AND s.dbid IN (0, (SELECT oid FROM here))) END,
                     n.every
              FROM named n
              UNION ALL
              SELECT 3, count(*) || ' objects or privileges of role ' || s.rolname || ' in database ' || d.datname,
                     NULL, count(*) OVER ()
              FROM shared s JOIN pg_database d ON d.oid = s.dbid
              WHERE d.datname <> current_database()
              GROUP BY s.rolname, d.datname
              UNION ALL
              SELECT 3, 'prepared transaction ' || quote_literal(gid) || ' in database ' || database, NULL, 1
              FROM pg_prepared_xacts WHERE owner IN (SELECT rolname FROM role)
            )
            SELECT t.what, pg_get_userbyid(t.owner) AS owner, t.every, (
                     -- the mark is on the owner role of a tenant
                     SELECT d.description
                     FROM pg_roles o
                     JOIN pg_shdescription d ON d.objoid = o.oid AND d.classoid = 'pg_authid'::regclass
                     WHERE o.rolname = regexp_replace(
                       pg_get_userbyid(t.owner), '_(app|readonly|migrator)(_[ab])?$', '')) AS comment
            FROM told t ORDER BY t.sort, t.what""";

    private TrashDependantsQuery() {}
}
