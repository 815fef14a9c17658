package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code appdb_<cluster>_manager_<n>}; no two clusters share one. */
final class ManagerNames {
    /** For a catalog query: every manager, of whatever cluster. */
    static final String ANY = "^appdb_.+_manager_[0-9]+$";

    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST = 32;

    private ManagerNames() {}

    /** Holds nothing that means something in a regular expression. */
    static String prefix(String cluster) {
        boolean plain = PLAIN.matcher(cluster).matches() && cluster.length() <= LONGEST;
        return "appdb_" + (plain ? cluster.replace('-', '_') : hashed(cluster)) + "_manager_";
    }

    static String grant(Identifier manager, Identifier admin, boolean withOptions) {
        return "GRANT %s TO %s%s".formatted(manager, admin, withOptions ? " WITH INHERIT FALSE, SET TRUE" : "");
    }

    /** The '-' before the hash keeps it apart from every plain one. */
    private static String hashed(String cluster) {
        String safe = cluster.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String hash = UUID.nameUUIDFromBytes(cluster.getBytes(UTF_8)).toString().substring(0, 8);
        return safe.substring(0, Math.min(LONGEST - 9, safe.length())) + "-" + hash;
    }
}
