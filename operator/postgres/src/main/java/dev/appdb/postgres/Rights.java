package dev.appdb.postgres;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may do what in a tenant's schema, now and with what later migrations make there.
 *
 * @param grants those of {@link #wanted} that are there: a tenant may give its own roles more, never less
 * @param open where PUBLIC has rights: the schema itself, or by default on later objects
 */
public record Rights(Set<Grant> grants, Set<Scope> open) {

    /** What a grant is on: the schema, or all objects of a sort that the owner makes in it from then on. */
    public enum Scope {
        SCHEMA,
        TABLES,
        SEQUENCES,
        FUNCTIONS,
        TYPES
    }

    /** One privilege of one role. */
    public record Grant(Scope scope, Identifier grantee, String privilege) {
        /** What one statement can grant several privileges on. */
        Target target() {
            return new Target(scope, grantee);
        }
    }

    record Target(Scope scope, Identifier grantee) implements Comparable<Target> {
        private static final Comparator<Target> ORDER =
                Comparator.comparing(Target::scope).thenComparing(Target::grantee);

        @Override
        public int compareTo(Target other) {
            return ORDER.compare(this, other);
        }
    }

    public Rights {
        grants = Set.copyOf(grants);
        open = Set.copyOf(open);
    }

    /** The same for every tenant, so that a change of access is a change of memberships only. */
    static Rights wanted(TenantNames names) {
        Identifier app = names.kindRole(Kind.APP);
        Identifier readonly = names.kindRole(Kind.READONLY);
        Set<Grant> grants = Stream.of(
                        grants(Scope.SCHEMA, app, "USAGE"),
                        grants(Scope.SCHEMA, readonly, "USAGE"),
                        grants(Scope.TABLES, app, "SELECT", "INSERT", "UPDATE", "DELETE"),
                        grants(Scope.TABLES, readonly, "SELECT"),
                        grants(Scope.SEQUENCES, app, "USAGE", "SELECT", "UPDATE"),
                        grants(Scope.SEQUENCES, readonly, "SELECT"),
                        grants(Scope.FUNCTIONS, app, "EXECUTE"),
                        grants(Scope.FUNCTIONS, readonly, "EXECUTE"),
                        grants(Scope.TYPES, app, "USAGE"),
                        grants(Scope.TYPES, readonly, "USAGE"))
                .flatMap(grant -> grant)
                .collect(Collectors.toUnmodifiableSet());
        return new Rights(grants, Set.of());
    }

    private static Stream<Grant> grants(Scope scope, Identifier grantee, String... privileges) {
        return Arrays.stream(privileges).map(privilege -> new Grant(scope, grantee, privilege));
    }
}
