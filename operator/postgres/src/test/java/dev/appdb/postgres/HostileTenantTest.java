package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;

/** A tenant that replaces whatever it can reach gains nothing when the admin comes by. */
final class HostileTenantTest {

    /** Whoever runs it gives the attacker everything that it has, and leaves its name. */
    private static final List<String> TRAP = List.of(
            "CREATE TABLE %1$s.caught (who text)",
            "GRANT ALL ON %1$s.caught TO PUBLIC",
            "CREATE FUNCTION %1$s.spring() RETURNS bool LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN "
                    + "INSERT INTO %1$s.caught VALUES (session_user || ' as ' || current_user); "
                    + "BEGIN EXECUTE 'GRANT CREATE ON DATABASE ' || quote_ident(current_database()) || ' TO PUBLIC'; "
                    + "EXCEPTION WHEN OTHERS THEN NULL; END; RETURN true; END $$",
            "GRANT EXECUTE ON FUNCTION %1$s.spring() TO PUBLIC",
            "GRANT USAGE ON SCHEMA %1$s TO PUBLIC");

    /** Names and operators that a catalog query might look up, and AppDB's own tables. */
    private static final List<String> BAIT = List.of(
            "CREATE VIEW %2$s.appdb_ledger AS SELECT %1$s.spring() AS complete",
            "CREATE VIEW %2$s.flyway_schema_history AS SELECT %1$s.spring() AS installed_rank, '' AS script, "
                    + "0 AS checksum",
            "CREATE VIEW %2$s.guard AS SELECT %1$s.spring()::text AS tenant",
            "CREATE VIEW %2$s.pg_roles AS SELECT %1$s.spring() AS rolname",
            "CREATE VIEW %2$s.pg_namespace AS SELECT %1$s.spring() AS nspname",
            "GRANT SELECT ON ALL TABLES IN SCHEMA %2$s TO PUBLIC",
            "CREATE FUNCTION %2$s.starts_with(text, text) RETURNS bool LANGUAGE sql AS 'SELECT %1$s.spring()'",
            "CREATE FUNCTION %2$s.current_database() RETURNS name LANGUAGE sql AS "
                    + "'SELECT CASE WHEN %1$s.spring() THEN ''x''::name END'",
            "CREATE FUNCTION %2$s.joined(text, text) RETURNS text LANGUAGE sql AS 'SELECT %1$s.spring()::text'",
            "CREATE OPERATOR %2$s.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = %2$s.joined)",
            "CREATE FUNCTION %2$s.same(name, text) RETURNS bool LANGUAGE sql AS 'SELECT %1$s.spring()'",
            "CREATE OPERATOR %2$s.= (LEFTARG = name, RIGHTARG = text, FUNCTION = %2$s.same)",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %2$s TO PUBLIC");

    @AllPostgres
    void anAdminRunsNothingOfATenants(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted hostile = Given.wanted(Given.mark(Given.cluster(), Given.unique("hostile"), "orders"));
        Wanted other = Given.wanted(Given.mark(hostile.mark().cluster(), Given.unique("innocent"), "orders"));
        String own = hostile.names().schema().toString();
        // as it was on every server before 15, and is on 14
        server.sql(admin.database(), "GRANT CREATE, USAGE ON SCHEMA public TO PUBLIC");
        try (DatabaseServer database = Given.open(admin)) {
            Login migrator =
                    database.ensure(hostile, Given.ALL).login(Kind.MIGRATOR).orElseThrow();
            lay(TRAP, own, own, migrator, admin);
            lay(BAIT, own, own, migrator, admin);
            lay(BAIT, own, "public", migrator, admin);
            server.sql(
                    "postgres", "ALTER ROLE %s SET search_path = public, %s, pg_catalog".formatted(admin.user(), own));
        }
        try (DatabaseServer database = Given.open(admin)) {
            database.inspect();
            database.ensure(other, Given.ALL);
            database.census(hostile.mark().cluster());
            // drift that makes the admin grant on what stands in the hostile schema
            server.sql(
                    admin.database(),
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %1$s IN SCHEMA %1$s REVOKE ALL ON TABLES FROM %2$s"
                            .formatted(own, hostile.names().kindRole(Kind.APP)));
            assertThat(database.ensure(hostile, Given.ALL).changes()).isNotEmpty();
            assertThat(database.ensure(hostile, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
        assertThat(caught(admin, own)).isEmpty();
        assertThat(Given.askSuperuser(
                        server,
                        admin.database(),
                        "SELECT has_database_privilege('%s', current_database(), 'CREATE')"
                                .formatted(hostile.names().owner().name())))
                .containsExactly("f");
        assertThatTheTrapSprings(admin, own);
    }

    /** The traps do work: whoever looks around without our search_path is caught. */
    private static void assertThatTheTrapSprings(TestAdmin admin, String own) throws SQLException {
        // ensure() has closed the schema to PUBLIC since, and the trap with it
        admin.server().sql(admin.database(), "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(own));
        Given.ask(new Login(admin.user(), admin.password()), admin, "SELECT rolname FROM pg_roles");
        assertThat(caught(admin, own)).containsExactly("%1$s as %1$s".formatted(admin.user()));
    }

    private static List<String> caught(TestAdmin admin, String own) throws SQLException {
        return Given.askSuperuser(admin.server(), admin.database(), "SELECT who FROM %s.caught".formatted(own));
    }

    private static void lay(List<String> statements, String own, String where, Login migrator, TestAdmin admin)
            throws SQLException {
        Given.run(
                migrator,
                admin,
                statements.stream().map(sql -> sql.formatted(own, where)).toArray(String[]::new));
    }
}
