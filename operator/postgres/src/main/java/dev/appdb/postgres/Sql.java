package dev.appdb.postgres;

/** Literals for statements that take no parameters (every DDL statement). */
final class Sql {
    private Sql() {}

    /** Safe whatever {@code standard_conforming_strings} says: a backslash turns it into an escape string. */
    static String literal(String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("PostgreSQL text cannot hold a zero byte");
        }
        String doubled = text.replace("'", "''");
        return doubled.indexOf('\\') < 0 ? "'" + doubled + "'" : " E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
