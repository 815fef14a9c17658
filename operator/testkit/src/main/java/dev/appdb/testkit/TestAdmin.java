package dev.appdb.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The login of a class's admin on a test server, with its password. */
public record TestAdmin(TestPostgres server, String database, String user, String password) {

    /** How an admin differs from the usual one. */
    public enum Variant {
        /** Doesn't inherit what its roles may do. */
        NOINHERIT,
        SUPERUSER,
        /** Without CREATEROLE. */
        CANNOT_CREATE_ROLES,
        /** Doesn't own the database, and may not make schemas there. */
        NOT_OWNER
    }

    public Connection connect() throws SQLException {
        return server.connect(database, user, password);
    }

    /** As an AppDatabaseClass has it: the place for the password is {@code __PASSWORD__}. */
    public String url() {
        return "postgresql://%s:__PASSWORD__@%s:%d/%s?sslmode=disable"
                .formatted(user, server.host(), server.port(), database);
    }

    List<String> statements(List<Variant> variants) {
        String attributes = String.join(
                " ",
                variants.contains(Variant.SUPERUSER) ? "SUPERUSER" : "NOSUPERUSER",
                variants.contains(Variant.NOINHERIT) ? "NOINHERIT" : "INHERIT",
                variants.contains(Variant.CANNOT_CREATE_ROLES) ? "NOCREATEROLE" : "CREATEROLE");
        String role = "CREATE ROLE %s LOGIN %s PASSWORD '%s'".formatted(user, attributes, password);
        return variants.contains(Variant.NOT_OWNER)
                ? List.of(role)
                : List.of(role, "ALTER DATABASE %s OWNER TO %s".formatted(database, user));
    }

    @Override
    public String toString() {
        return user + " of " + database + " on " + server;
    }
}
