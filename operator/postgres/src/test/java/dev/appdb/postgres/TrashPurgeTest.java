package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** A purge takes all of one tenant and nothing of anybody else. */
final class TrashPurgeTest {

    @AllPostgres
    void allThatItsRolesOwnGoesWhereverItIs(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.NOINHERIT);
        try (DatabaseServer database = Given.open(admin)) {
            Filled tenant = Filled.of(admin, database);
            String name = tenant.name();
            server.sql(
                    admin.database(),
                    "CREATE SCHEMA common",
                    "CREATE TABLE common.left_over (id int)",
                    "ALTER TABLE common.left_over OWNER TO " + name);
            tenant.migrate(
                    "CREATE TYPE colour AS ENUM ('red')",
                    "CREATE TYPE shade AS (c colour)",
                    "CREATE FUNCTION to_shade(colour) RETURNS shade LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::shade'",
                    "CREATE CAST (colour AS shade) WITH FUNCTION to_shade(colour)",
                    "CREATE TABLE ball (c colour, s shade, id serial) PARTITION BY LIST (c)",
                    "CREATE TABLE red_ball PARTITION OF ball FOR VALUES IN ('red')",
                    "CREATE VIEW balls AS SELECT * FROM ball",
                    "CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM ball",
                    "GRANT CREATE ON SCHEMA %1$s TO %1$s_app".formatted(name));
            Given.run(
                    tenant.login(Kind.APP),
                    admin,
                    "SELECT lo_from_bytea(0, 'large')",
                    "CREATE TABLE of_app AS SELECT * FROM item");
            grantByAdmin(admin, "GRANT CONNECT, TEMPORARY ON DATABASE %s TO %s_app".formatted(admin.database(), name));

            TrashedTenant trash = tenant.trash();
            database.purge(trash);
            assertThat(tenant.standing(trash.id())).isEmpty();
            assertThat(tenant.guards()).isEmpty();
            assertThat(Given.askSuperuser(
                            server,
                            admin.database(),
                            "SELECT count(*) FROM pg_class WHERE relname IN ('left_over', 'item', 'ball', 'of_app') "
                                    + "UNION ALL SELECT count(*) FROM pg_largeobject_metadata"))
                    .containsExactly("0", "0");
            assertThatThrownBy(() -> database.purge(trash))
                    .isInstanceOfSatisfying(ServerException.class, gone -> assertThat(gone.reason())
                            .isEqualTo(Reason.CONFLICT));
        }
    }

    @AllPostgres
    void whatOthersHaveOfItKeepsItAndIsNamed(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Filled lender = Filled.of(admin, database);
            Filled user = Filled.of(admin, database, Given.wanted(), "pear");
            String from = lender.name();
            lender.migrate(
                    "CREATE TYPE size AS ENUM ('small')",
                    "CREATE FUNCTION best() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''apple'''",
                    "GRANT USAGE ON SCHEMA %s TO %s".formatted(from, user.name()),
                    "GRANT SELECT, REFERENCES ON item TO " + user.name(),
                    "GRANT USAGE ON TYPE size TO " + user.name(),
                    "GRANT EXECUTE ON FUNCTION best() TO " + user.name());
            user.migrate(
                    "CREATE TABLE basket (name text REFERENCES %s.item)".formatted(from),
                    "CREATE TABLE box (s %s.size, t text DEFAULT %1$s.best())".formatted(from),
                    "CREATE VIEW items AS SELECT * FROM %s.item".formatted(from),
                    "CREATE INDEX by_best ON box ((t || %s.best()))".formatted(from),
                    "GRANT SELECT ON basket TO %s_app".formatted(from));

            TrashedTenant trash = lender.trash();
            String whose = " (of AppDatabase %s)".formatted(user.wanted().mark().key());
            dependedOn(database, trash)
                    .hasMessageContaining(
                            "constraint basket_name_fkey on table %s.basket".formatted(user.name()) + whose)
                    .hasMessageContaining("column s of table %s.box".formatted(user.name()) + whose)
                    .hasMessageContaining("default value for column t of table %s.box".formatted(user.name()) + whose)
                    .hasMessageContaining("view %s.items".formatted(user.name()) + whose)
                    .hasMessageContaining("index %s.by_best".formatted(user.name()) + whose)
                    .hasMessageContaining(
                            "role %s_app with privileges on table %s.basket".formatted(trash.id(), user.name())
                                    + whose);
            assertThat(Given.askSuperuser(server, admin.database(), "SELECT name FROM %s.item".formatted(trash.id())))
                    .containsExactly("apple");
            assertThat(lender.standing(trash.id())).hasSize(10);
            assertThat(lender.guards()).contains(trash.id());

            user.migrate("DROP TABLE basket, box", "DROP VIEW items");
            database.purge(trash);
            assertThat(lender.standing(trash.id())).isEmpty();
            assertThat(Given.ask(user.login(Kind.APP), admin, "SELECT name FROM item"))
                    .containsExactly("pear");
        }
    }

    @AllPostgres
    void anExtensionIsNeverDroppedWithATenant(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Filled tenant = Filled.of(admin, database);
            server.sql(
                    admin.database(),
                    "GRANT CREATE ON DATABASE %s TO %s".formatted(admin.database(), tenant.name()),
                    "SET ROLE %1$s; CREATE EXTENSION pg_trgm SCHEMA %1$s; RESET ROLE".formatted(tenant.name()));
            TrashedTenant trash = tenant.trash();
            dependedOn(database, trash).hasMessageContaining("extension pg_trgm");

            server.sql(admin.database(), "DROP EXTENSION pg_trgm");
            database.purge(trash);
        }
    }

    @AllPostgres
    void whatStandsInOtherDatabasesIsNamed(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        String other = server.createDatabase();
        try (DatabaseServer database = Given.open(admin)) {
            Filled tenant = Filled.of(admin, database);
            server.sql(
                    other,
                    "CREATE TABLE far (id int)",
                    "ALTER TABLE far OWNER TO " + tenant.name(),
                    "ALTER DATABASE %s OWNER TO %s_app".formatted(other, tenant.name()));
            TrashedTenant trash = tenant.trash();
            dependedOn(database, trash)
                    .hasMessageContaining(
                            "1 objects or privileges of role %s in database %s".formatted(trash.id(), other))
                    .hasMessageContaining("role %s_app as owner of database %s".formatted(trash.id(), other));

            server.sql("postgres", "ALTER DATABASE %s OWNER TO postgres".formatted(other));
            server.sql(other, "DROP TABLE far");
            database.purge(trash);
        }
    }

    @AllPostgres
    void manyDependantsAreCountedAndNotAllNamed(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Filled tenant = Filled.of(admin, database);
            server.sql(
                    admin.database(),
                    "DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE format("
                            + "'CREATE VIEW public.v%%s AS SELECT * FROM %s.item', i); END LOOP; END $$"
                                    .formatted(tenant.name()));
            TrashedTenant trash = tenant.trash();
            dependedOn(database, trash)
                    .hasMessageContaining("view public.v1 (of role postgres)")
                    .hasMessageContaining("and 30 more")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(2500));
        }
    }

    @Test
    void sessionsThatATrashingCutShortLeftOpenAreSeenAndEnded() throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            TrashedTenant trash = Filled.of(admin, database).trash();
            try (Connection left = reopened(admin, trash)) {
                assertThat(onlyTrash(database, trash).inUse()).isTrue();
                database.endSessions(trash);
                assertThat(left.isValid(5)).isFalse();
                assertThat(onlyTrash(database, trash)).isEqualTo(trash);
            }
            try (Connection left = reopened(admin, trash)) {
                database.purge(onlyTrash(database, trash));
                assertThat(left.isValid(5)).isFalse();
            }
        }
    }

    @Test
    void anotherRoleOfTheTrashsNameIsNotPurged() throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            Filled tenant = Filled.of(admin, database);
            TrashedTenant trash = tenant.trash();
            admin.server()
                    .sql(
                            admin.database(),
                            "ALTER ROLE %s RENAME TO hidden_%1$s".formatted(trash.id()),
                            "CREATE ROLE " + trash.id(),
                            "COMMENT ON ROLE %s IS %s"
                                    .formatted(
                                            trash.id(), Sql.literal(trash.mark().comment())),
                            "ALTER SCHEMA %1$s OWNER TO %1$s".formatted(trash.id()));
            assertThatThrownBy(() -> database.purge(trash))
                    .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(Reason.CONFLICT))
                    .hasMessageContaining("is another one");
            assertThat(tenant.standing(trash.id())).hasSize(10);
        }
    }

    private static TrashedTenant onlyTrash(DatabaseServer database, TrashedTenant trash) {
        return database.census(trash.mark().cluster()).trash().getFirst();
    }

    /** As the crash of an operator leaves it: locked, with a session. */
    private static Connection reopened(TestAdmin admin, TrashedTenant trash) throws SQLException {
        String login = trash.id() + "_app_a";
        admin.server().sql("postgres", "ALTER ROLE %s LOGIN PASSWORD 'x'".formatted(login));
        Connection open = Given.as(new Login(login, "x"), admin);
        admin.server().sql("postgres", "ALTER ROLE %s NOLOGIN PASSWORD NULL".formatted(login));
        return open;
    }

    private static void grantByAdmin(TestAdmin admin, String grant) throws SQLException {
        try (Connection connection = admin.connect()) {
            connection.createStatement().execute(grant);
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> dependedOn(
            DatabaseServer database, TrashedTenant trash) {
        return assertThatThrownBy(() -> database.purge(trash))
                .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                        .as(failure.getMessage())
                        .isEqualTo(Reason.DEPENDED_ON));
    }
}
