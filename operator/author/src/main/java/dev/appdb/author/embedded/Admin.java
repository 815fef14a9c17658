package dev.appdb.author.embedded;

/**
 * The login that a class has on the embedded server: no superuser, CREATEROLE, owner of its one database. So what works
 * here works with what a database team hands out.
 */
public record Admin(String host, int port, String database, String user, String password) {

    /** As an AppDatabaseClass has it: the place of the password is {@code __PASSWORD__}. */
    public String url() {
        return "postgresql://%s:__PASSWORD__@%s:%d/%s?sslmode=disable".formatted(user, host, port, database);
    }

    @Override
    public String toString() {
        return "%s of %s on %s:%d".formatted(user, database, host, port);
    }
}
