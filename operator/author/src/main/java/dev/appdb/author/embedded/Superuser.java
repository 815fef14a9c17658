package dev.appdb.author.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/** The way in that only this package uses: the password is in the data directory, where nobody else can read it. */
record Superuser(String host, int port, Path data) {
    static final String NAME = "postgres";
    static final String PASSWORD_FILE = "appdb-superuser";

    /** A new password in a new file of mode 600. */
    static Path newPassword(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "superuser-", "");
        return Files.writeString(file, randomPassword());
    }

    static String randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Makes the database and its admin where they are missing; the admin's password is a new one each time. */
    Admin admin(String database) {
        var admin = new Admin(host, port, database, database + "_admin", randomPassword());
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "pg_roles where rolname", admin.user())) {
                statement.execute("CREATE ROLE %s LOGIN CREATEROLE".formatted(quoted(admin.user())));
            }
            // the alphabet of the password needs no escaping
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(quoted(admin.user()), admin.password()));
            if (!exists(statement, "pg_database where datname", database)) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(quoted(database), quoted(admin.user())));
            }
            return admin;
        } catch (SQLException | IOException e) {
            throw new EmbeddedServerException(
                    "cannot make database %s on the embedded server: %s".formatted(database, e.getMessage()), e);
        }
    }

    private Connection connect() throws SQLException, IOException {
        String url = "jdbc:postgresql://%s:%d/postgres?sslmode=disable".formatted(host, port);
        return DriverManager.getConnection(url, NAME, Files.readString(data.resolve(PASSWORD_FILE)));
    }

    private static boolean exists(Statement statement, String where, String name) throws SQLException {
        try (var rows = statement.executeQuery("SELECT FROM pg_catalog." + where + " = " + literal(name))) {
            return rows.next();
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
