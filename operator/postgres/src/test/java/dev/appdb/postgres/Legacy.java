package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A schema as a team may have had it for years before AppDB came, with a bit of everything in it. */
record Legacy(TestAdmin admin, String schema, String owner, String second, String reporting, Wanted wanted) {
    static final String PASSWORD = "secret-of-old";

    /** %1$s is the schema, %2$s a role that reports. */
    private static final List<String> OBJECTS = List.of(
            "CREATE TYPE %1$s.mood AS ENUM ('good', 'bad')",
            "CREATE TYPE %1$s.pair AS (a int, b int)",
            "CREATE TYPE %1$s.spread AS RANGE (subtype = float8)",
            "CREATE DOMAIN %1$s.zip AS text CHECK (VALUE ~ '^[0-9]{5}$')",
            "CREATE TABLE %1$s.item (id serial PRIMARY KEY, mine int GENERATED ALWAYS AS IDENTITY, name text, mood %1$s.mood)",
            "CREATE INDEX ON %1$s.item (name)",
            "INSERT INTO %1$s.item (name, mood) VALUES ('pen', 'good'), ('ink', 'bad')",
            "CREATE TABLE %1$s.\"we\"\"ird; DROP TABLE item\" (\"a'b\" int)",
            "CREATE TABLE %1$s.event (at date) PARTITION BY RANGE (at)",
            "CREATE TABLE %1$s.event_2026 PARTITION OF %1$s.event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "CREATE TABLE %1$s.history (installed_rank int, script text, checksum int)",
            "CREATE VIEW %1$s.items AS SELECT name FROM %1$s.item",
            "CREATE VIEW %1$s.wide AS SELECT one FROM public.%1$s_elsewhere",
            "CREATE MATERIALIZED VIEW %1$s.counts AS SELECT count(*) FROM %1$s.item",
            "CREATE SEQUENCE %1$s.numbers",
            "CREATE FUNCTION %1$s.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'",
            "CREATE FUNCTION %1$s.twice(n text, VARIADIC more int[]) RETURNS text LANGUAGE sql AS 'SELECT n || n'",
            "CREATE PROCEDURE %1$s.restock(n int) LANGUAGE sql AS 'UPDATE %1$s.item SET mood = ''good'''",
            "CREATE AGGREGATE %1$s.total(int) (SFUNC = int4pl, STYPE = int)",
            "CREATE AGGREGATE %1$s.nth(int ORDER BY int) (SFUNC = int4pl, STYPE = int, FINALFUNC = int4pl)",
            "CREATE OPERATOR %1$s.@+@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
            "CREATE OPERATOR %1$s.!@ (RIGHTARG = int, FUNCTION = %1$s.twice)",
            "CREATE COLLATION %1$s.plain FROM \"C\"",
            "CREATE CONVERSION %1$s.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
            "CREATE TEXT SEARCH DICTIONARY %1$s.words (TEMPLATE = simple)",
            "CREATE TEXT SEARCH CONFIGURATION %1$s.search (PARSER = default)",
            "CREATE STATISTICS %1$s.related ON id, name FROM %1$s.item",
            "GRANT USAGE ON SCHEMA %1$s TO %2$s",
            "GRANT SELECT ON %1$s.item TO %2$s",
            "GRANT UPDATE (name) ON %1$s.item TO %2$s",
            "GRANT EXECUTE ON FUNCTION %1$s.twice(int) TO %2$s");

    /** The admin is a member of both owners. */
    static Legacy of(TestAdmin admin) throws SQLException {
        Legacy legacy = make(admin);
        legacy.grantOwners();
        return legacy;
    }

    /** The admin has no right there. */
    static Legacy make(TestAdmin admin) throws SQLException {
        String unique = Given.unique("old").replace('-', '_');
        Mark mark = Given.mark(Given.cluster(), Given.unique("shop"), "orders")
                .withSchema(Optional.of(new Identifier(unique)));
        Legacy legacy = new Legacy(
                admin, unique, unique + "_owner", unique + "_second", unique + "_reporting", Given.wanted(mark));
        legacy.build();
        return legacy;
    }

    void grantOwners() {
        admin.server()
                .sql(
                        admin.database(),
                        "GRANT %s, %s TO %s%s"
                                .formatted(
                                        owner,
                                        second,
                                        admin.user(),
                                        admin.server().version() >= 16 ? " WITH INHERIT TRUE" : ""));
    }

    Login asOwner() {
        return new Login(owner, PASSWORD);
    }

    Login asReporting() {
        return new Login(reporting, PASSWORD);
    }

    /** Everything about the schema that an adoption could change, and every role of the tenant. */
    List<String> state() throws SQLException {
        return Given.askSuperuser(admin.server(), admin.database(), """
                SELECT nspowner::regrole || ' ' || coalesce(nspacl::text, '') FROM pg_namespace WHERE nspname = '%1$s'
                UNION ALL SELECT relname || relowner::regrole || coalesce(relacl::text, '') FROM pg_class
                  WHERE relnamespace = '%1$s'::regnamespace
                UNION ALL SELECT proname || proowner::regrole || coalesce(proacl::text, '') FROM pg_proc
                  WHERE pronamespace = '%1$s'::regnamespace
                UNION ALL SELECT rolname FROM pg_roles WHERE starts_with(rolname, '%2$s')
                ORDER BY 1""".formatted(
                        schema, wanted.names().owner().name()));
    }

    private void build() throws SQLException {
        for (String role : List.of(owner, second, reporting)) {
            admin.server().sql("postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, PASSWORD));
        }
        admin.server()
                .sql(
                        admin.database(),
                        "CREATE TABLE public.%s_elsewhere AS SELECT 1 AS one".formatted(schema),
                        "GRANT SELECT ON public.%s_elsewhere TO %s".formatted(schema, owner),
                        "CREATE SCHEMA %s AUTHORIZATION %s".formatted(schema, owner),
                        "GRANT USAGE, CREATE ON SCHEMA %s TO %s".formatted(schema, second));
        Given.run(
                asOwner(),
                admin,
                OBJECTS.stream().map(sql -> sql.formatted(schema, reporting)).toArray(String[]::new));
        Given.run(new Login(second, PASSWORD), admin, "CREATE TABLE %s.guest (id int)".formatted(schema));
    }
}
