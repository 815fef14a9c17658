package dev.appdb.postgres;

import dev.appdb.postgres.Rights.Scope;
import java.util.List;

/**
 * Grants on what is in a schema already. Only objects that have no entry at all for the role are touched, so that what
 * a migration restricted on purpose stays restricted; the ledger and Flyway histories, told by their columns, are given
 * to read only. The block reads catalogs alone and calls nothing of the tenant's.
 */
final class ExistingObjects {
    private static final String RELATIONS = """
            DECLARE relation record;
            BEGIN
              FOR relation IN
                SELECT c.relname,
                       c.relname = 'appdb_ledger' OR 3 = (
                         SELECT count(*) FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attname IN ('installed_rank', 'script', 'checksum')) AS record
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = %1$s AND c.relowner = n.nspowner AND c.relkind IN (%2$s)
                  AND NOT EXISTS (
                    SELECT FROM pg_catalog.aclexplode(c.relacl) acl
                    JOIN pg_catalog.pg_roles r ON r.oid = acl.grantee WHERE r.rolname = %3$s)
              LOOP
                EXECUTE pg_catalog.format('GRANT %%s ON %4$s %%I.%%I TO %%I',
                  CASE WHEN relation.record THEN 'SELECT' ELSE %5$s END, %1$s, relation.relname, %3$s);
              END LOOP;
            END""";

    private ExistingObjects() {}

    /** Types are left out: using a value of one needs no privilege. */
    static boolean apply(Scope scope) {
        return scope == Scope.TABLES || scope == Scope.SEQUENCES || scope == Scope.FUNCTIONS;
    }

    static String grant(TenantNames names, Scope scope, Identifier grantee, List<String> privileges) {
        String what = String.join(", ", privileges);
        return switch (scope) {
            case TABLES -> relations(names, "'r', 'p', 'v', 'm', 'f'", "TABLE", grantee, what);
            case SEQUENCES -> relations(names, "'S'", "SEQUENCE", grantee, what);
            case FUNCTIONS -> "GRANT %s ON ALL ROUTINES IN SCHEMA %s TO %s".formatted(what, names.schema(), grantee);
            case SCHEMA, TYPES -> throw new IllegalArgumentException("nothing exists to grant on for " + scope);
        };
    }

    private static String relations(
            TenantNames names, String relkinds, String word, Identifier grantee, String privileges) {
        String block = RELATIONS.formatted(
                names.schema().literal(), relkinds, grantee.literal(), word, Sql.literal(privileges));
        // quoted as a whole: a dollar quote could end within a name
        return "DO " + Sql.literal(block);
    }
}
