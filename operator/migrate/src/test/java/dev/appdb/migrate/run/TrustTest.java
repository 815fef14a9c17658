package dev.appdb.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestPostgres;
import java.util.List;

/** Whoever can write the ledger or the history can open a gate: only the owner can. */
class TrustTest {

    /** Fails the first migration if the app may write at that moment. */
    private static String refuseIfTheAppMayWrite(TestTenant tenant) {
        return """
                DO $$ BEGIN
                    IF has_table_privilege('%1$s_app', '%1$s.appdb_ledger', 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                    OR has_table_privilege('%1$s_app', '%1$s.flyway_schema_history', 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                    THEN RAISE 'the app may write'; END IF;
                END $$;
                """.formatted(tenant.schema());
    }

    @AllPostgres
    void theAppReadsLedgerAndHistoryAndNeverWritesThem(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        RunResult result = tenant.run("V1__check.sql", refuseIfTheAppMayWrite(tenant));

        assertThat(result.failure()).isEmpty();
        tenant.sql(tenant.app(), "SELECT * FROM appdb_ledger", "SELECT * FROM flyway_schema_history");
        tenant.sql(tenant.readonly(), "SELECT * FROM appdb_ledger", "SELECT * FROM flyway_schema_history");
        for (String table : List.of("appdb_ledger", "flyway_schema_history")) {
            for (String attack : List.of(
                    "DELETE FROM %s",
                    "UPDATE %s SET migration = 'x'", "INSERT INTO %s DEFAULT VALUES", "TRUNCATE %s")) {
                String statement =
                        attack.formatted(table).replace(table.startsWith("flyway") ? "migration =" : "\0", "script =");
                assertThatThrownBy(() -> tenant.sql(tenant.app(), statement))
                        .hasMessageContaining("permission denied for table " + table);
            }
        }
    }

    @AllPostgres
    void aScriptThatGrantsTheAppEverythingDoesNotGiveItTheLedger(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        tenant.run(
                "V1__grant.sql",
                "GRANT ALL ON ALL TABLES IN SCHEMA %1$s TO %1$s_app, PUBLIC;".formatted(tenant.schema()));

        assertThat(tenant.query(
                        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE grantee <> current_user"
                                + " AND table_name IN ('appdb_ledger', 'flyway_schema_history')"))
                .containsExactly("SELECT");
    }

    @AllPostgres
    void theHistoryIsColumnForColumnTheEnginesOwn(TestPostgres server) {
        TestTenant ours = TestTenant.on(server);
        TestTenant theirs = TestTenant.on(server);
        ours.run("V1__a.sql", "SELECT 1;");

        EngineOwnHistory.make(theirs);

        assertThat(definition(ours)).isEqualTo(definition(theirs)).hasSizeGreaterThan(12);
    }

    private static List<String> definition(TestTenant tenant) {
        return tenant.query("""
                SELECT attname, format_type(atttypid, atttypmod), attnotnull, attnum, pg_get_expr(adbin, adrelid)
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = 'flyway_schema_history'::regclass AND attnum > 0
                UNION ALL
                SELECT conname, pg_get_constraintdef(oid), false, 0, '' FROM pg_constraint
                WHERE conrelid = 'flyway_schema_history'::regclass AND contype = 'p'
                UNION ALL
                SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), current_schema, ''), indisunique, 0, ''
                FROM pg_index WHERE indrelid = 'flyway_schema_history'::regclass
                ORDER BY 4, 1""");
    }
}
