package dev.appdb.postgres;

import java.util.Locale;

/**
 * Something in a schema that has an owner of its own.
 *
 * @param sort as PostgreSQL says it: {@code table}, {@code function}
 * @param identity its name, quoted and with its schema, as a statement takes it
 * @param owner at present
 */
record AdoptionObject(String sort, String identity, Identifier owner) {

    /** As ALTER wants it: an aggregate's arguments can be written otherwise than its identity has them. */
    String keyword() {
        return switch (sort) {
            case "function", "procedure", "aggregate" -> "ROUTINE";
            case "statistics object" -> "STATISTICS";
            default -> sort.toUpperCase(Locale.ROOT);
        };
    }

    String changeOwner(Identifier to) {
        return "ALTER %s %s OWNER TO %s".formatted(keyword(), identity, to);
    }

    @Override
    public String toString() {
        return sort + " " + identity;
    }
}
