package dev.appdb.postgres;

/**
 * Something that the admin login may not do.
 *
 * @param what the privilege, by name, and what it is needed for
 * @param sql the statement that a superuser or the database's owner runs to grant it
 */
public record MissingPrivilege(String what, String sql) {
    @Override
    public String toString() {
        return what + ": " + sql;
    }
}
