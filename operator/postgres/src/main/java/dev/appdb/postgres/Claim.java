package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether what stands under a tenant's names is that tenant's to change. The mark is the only authority: without one of
 * ours, or with another's, nothing is touched.
 */
final class Claim {
    /** What stands in a mark as it is, so that the catalog query can read it there. */
    private static final Pattern READABLE = Pattern.compile("[^\"\\\\\\p{Cntrl}]+");

    private Claim() {}

    /**
     * @param renewal whether a schema that is gone, or a namespace that is another one by now, is no reason to stop
     * @throws ServerException with {@code STANDBY}, {@code CONFLICT} or {@code SCHEMA_GONE}
     */
    static void check(Snapshot seen, Mark wanted, Renewal renewal) {
        checkPrimary(seen.standby());
        checkSchemaName(seen.names());
        if (!seen.isFree()) {
            checkMark(seen, wanted, renewal.anyNamespace());
            checkAttributes(seen);
            checkSchema(seen, renewal.recreateSchema());
        }
    }

    /** A standby may be behind: what it lacks is not missing, what it has may be old. */
    static void checkPrimary(boolean standby) {
        if (standby) {
            throw new ServerException(
                    Reason.STANDBY,
                    "the server follows another one and is read-only",
                    "Point the class's URL at the primary.");
        }
    }

    /** A schema of its own must not be in the way of what comes: trash, the extensions' schema. */
    private static void checkSchemaName(TenantNames names) {
        String schema = names.schema().name();
        if (!READABLE.matcher(schema).matches()) {
            throw conflict(
                    "schema name %s has a quote, a backslash or a character that cannot be seen".formatted(schema),
                    "ALTER SCHEMA %s RENAME TO a name without.".formatted(names.schema()));
        }
        boolean reserved = schema.equals("appdb") || schema.startsWith("appdb_") || schema.startsWith("pg_");
        if (reserved && !names.schema().equals(names.owner())) {
            throw conflict(
                    "schema name %s is kept for AppDB or PostgreSQL".formatted(schema),
                    "Give the AppDatabase's schema a name that begins neither with appdb_ nor with pg_.");
        }
    }

    private static void checkMark(Snapshot seen, Mark wanted, boolean anyNamespace) {
        Identifier owner = seen.names().owner();
        if (seen.mark().isEmpty()) {
            String what = seen.roles().isEmpty()
                    ? "schema " + seen.names().schema().name()
                    : "role " + names(seen.roles().keySet());
            throw conflict(
                    what + " is there already and is not AppDB's: role " + owner.name() + " has no mark",
                    seen.roles().isEmpty()
                            ? "Rename it, give the AppDatabase another name, or have the class list it as adoptable."
                            : "Rename or drop it, or give the AppDatabase another name.");
        }
        Mark mark = seen.mark().get();
        boolean same = anyNamespace ? mark.isOfSameName(wanted) : mark.isSameTenant(wanted);
        if (!same) {
            throw conflict(
                    "role %s belongs to %s, not to %s".formatted(owner.name(), mark, wanted),
                    mark.isOfSameName(wanted)
                            ? "A namespace made anew gets no data of an earlier one by itself, unless its class says "
                                    + "readopt: NamespaceName."
                            : "Only the installation that made it may change it.");
        }
        if (!mark.schema().equals(wanted.schema())) {
            throw conflict(
                    "the schema of %s is %s, not %s"
                            .formatted(
                                    wanted.key(),
                                    mark.names().schema().name(),
                                    wanted.names().schema().name()),
                    "A tenant keeps its schema's name: ask for that one.");
        }
    }

    /** Taking such a role over would hand its power to whoever gets the login. */
    private static void checkAttributes(Snapshot seen) {
        if (!seen.mighty().isEmpty()) {
            throw conflict(
                    "role " + names(seen.mighty()) + " can do what no tenant may: it is a superuser, makes roles or "
                            + "databases, replicates, or bypasses row security",
                    seen.mighty().stream()
                            .sorted()
                            .map(role -> "ALTER ROLE " + role
                                    + " NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;")
                            .collect(Collectors.joining(" ")));
        }
    }

    private static void checkSchema(Snapshot seen, boolean recreate) {
        Identifier schema = seen.names().schema();
        Identifier owner = seen.names().owner();
        checkDatabase(seen);
        if (seen.schemaOwner().isEmpty() && recreate) {
            return;
        }
        if (seen.schemaOwner().isEmpty()) {
            throw new ServerException(
                    Reason.SCHEMA_GONE,
                    "schema %s and all that was in it are gone, its roles are there".formatted(schema.name()),
                    "Restore it from a backup, or start empty with: CREATE SCHEMA %s AUTHORIZATION %s;"
                            .formatted(schema, owner));
        }
        checkSchemaOwner(seen);
    }

    /** Roles are the whole server's, a schema is one database's. */
    static void checkDatabase(Snapshot seen) {
        if (seen.elsewhere()) {
            throw conflict(
                    "the schema of role %s is in another database of this server"
                            .formatted(seen.names().owner().name()),
                    "Use the class of that database; moving a tenant is not AppDB's.");
        }
    }

    /** Where there is one. */
    static void checkSchemaOwner(Snapshot seen) {
        Identifier schema = seen.names().schema();
        Identifier owner = seen.names().owner();
        if (seen.schemaOwner().filter(other -> !other.equals(owner)).isPresent()) {
            throw conflict(
                    "schema %s belongs to role %s"
                            .formatted(schema.name(), seen.schemaOwner().get().name()),
                    "ALTER SCHEMA %s OWNER TO %s;".formatted(schema, owner));
        }
    }

    private static ServerException conflict(String message, String hint) {
        return new ServerException(Reason.CONFLICT, message, hint);
    }

    private static String names(Collection<Identifier> roles) {
        return roles.stream().map(Identifier::name).sorted().collect(Collectors.joining(", "));
    }
}
