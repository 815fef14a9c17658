package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code appdb_<cluster>_manager_<n>}; no two clusters share one. */
final class ManagerNames {
    /** For a catalog query: every manager, of whatever cluster. */
    static final String ANY = "^appdb_.+_manager_[0-9]+$";

    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST = 32;
    private static final int MOST_NAMED = 5;

    /** Those that may make schemas in the database in which it is run. */
    private static final String GRANT_ALL = """
            DO $appdb$
            DECLARE manager name;
            BEGIN
              PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
              FOR manager IN
                SELECT rolname FROM pg_roles
                WHERE rolname ~ '%1$s' AND rolcreaterole AND NOT rolcanlogin
                  AND has_database_privilege(oid, current_database(), 'CREATE')
              LOOP
                EXECUTE format('GRANT %%I TO %%I%3$s', manager, %2$s);
              END LOOP;
            END
            $appdb$""";

    private ManagerNames() {}

    /** Holds nothing that means something in a regular expression. */
    static String prefix(String cluster) {
        boolean plain = PLAIN.matcher(cluster).matches() && cluster.length() <= LONGEST;
        return "appdb_" + (plain ? cluster.replace('-', '_') : hashed(cluster)) + "_manager_";
    }

    static String grant(Identifier manager, Identifier admin, boolean withOptions) {
        return grant(List.of(manager), admin, withOptions);
    }

    /** One statement, and not a long one however many there are. */
    static String grant(List<Identifier> managers, Identifier admin, boolean withOptions) {
        String options = withOptions ? " WITH INHERIT FALSE, SET TRUE" : "";
        if (managers.size() > MOST_NAMED) {
            return GRANT_ALL.formatted(ANY, admin.literal(), options);
        }
        return "GRANT %s TO %s%s"
                .formatted(
                        managers.stream().map(Identifier::toString).collect(Collectors.joining(", ")), admin, options);
    }

    /** For messages. */
    static String told(List<Identifier> managers) {
        String names = managers.stream().limit(MOST_NAMED).map(Identifier::name).collect(Collectors.joining(", "));
        int more = managers.size() - MOST_NAMED;
        return more > 0 ? "%s and %d more".formatted(names, more) : names;
    }

    /** The '-' before the hash keeps it apart from every plain one. */
    private static String hashed(String cluster) {
        String safe = cluster.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String hash = UUID.nameUUIDFromBytes(cluster.getBytes(UTF_8)).toString().substring(0, 8);
        return safe.substring(0, Math.min(LONGEST - 9, safe.length())) + "-" + hash;
    }
}
