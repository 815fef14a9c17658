package dev.appdb.postgres;

import java.nio.charset.StandardCharsets;

/** A PostgreSQL name of at most 63 bytes; {@link #toString()} quotes it, so it is safe inside any statement. */
public record Identifier(String name) implements Comparable<Identifier> {
    /** PostgreSQL cuts longer names silently, so that two of them could become one. */
    static final int MAX_BYTES = 63;

    public Identifier {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("not a PostgreSQL identifier: " + name);
        }
    }

    /** The name as a string literal, for the few places where PostgreSQL wants one instead of an identifier. */
    public String literal() {
        return Sql.literal(name);
    }

    @Override
    public int compareTo(Identifier other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
