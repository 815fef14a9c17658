package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin;
import java.sql.SQLException;
import java.util.List;

/** A tenant with its first logins and rows in a table of its own. */
record Filled(TestAdmin admin, DatabaseServer database, Wanted wanted, Ensured made) {

    static Filled of(TestAdmin admin, DatabaseServer database, Wanted wanted, String row) throws SQLException {
        Filled filled = new Filled(admin, database, wanted, database.ensure(wanted, Renewal.of(Kind.values())));
        filled.migrate("CREATE TABLE item (name text PRIMARY KEY)", "INSERT INTO item VALUES ('" + row + "')");
        return filled;
    }

    static Filled of(TestAdmin admin, DatabaseServer database) throws SQLException {
        return of(admin, database, Given.wanted(), "apple");
    }

    Login login(Kind kind) {
        return made.login(kind).orElseThrow();
    }

    void migrate(String... statements) throws SQLException {
        Given.run(login(Kind.MIGRATOR), admin, statements);
    }

    TrashedTenant trash() {
        return database.trash(wanted.mark());
    }

    String name() {
        return wanted.names().owner().name();
    }

    /** Roles and schemas whose names begin with that. */
    List<String> standing(String name) throws SQLException {
        return Given.askSuperuser(admin.server(), admin.database(), """
                SELECT rolname FROM pg_roles WHERE starts_with(rolname::text, '%1$s')
                UNION ALL SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, '%1$s')""".formatted(name));
    }

    List<String> guards() throws SQLException {
        return Given.askSuperuser(
                admin.server(), admin.database(), "SELECT tenant FROM appdb.guard WHERE tenant !~ '[(]' ORDER BY 1");
    }
}
