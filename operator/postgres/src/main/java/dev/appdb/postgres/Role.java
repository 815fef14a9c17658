package dev.appdb.postgres;

import java.util.Map;
import java.util.Set;

/**
 * One role of a tenant, as far as it is ours to say.
 *
 * @param login whether it may log in
 * @param connectionLimit most connections at once, or {@link #UNLIMITED}
 * @param settings each value as the catalog keeps it
 * @param overrides settings of this role in this database only, which win over the former; never wanted
 * @param memberOf those of the tenant's own roles that were granted to it; what an admin grants beyond is left alone
 */
public record Role(
        boolean login,
        int connectionLimit,
        Map<Parameter, String> settings,
        Set<InDatabase> overrides,
        Set<Identifier> memberOf) {
    public static final int UNLIMITED = -1;

    /** That a parameter is set for the role in a database. */
    public record InDatabase(Identifier database, Parameter parameter) implements Comparable<InDatabase> {
        @Override
        public int compareTo(InDatabase other) {
            return parameter.compareTo(other.parameter);
        }
    }

    public Role {
        settings = Map.copyOf(settings);
        overrides = Set.copyOf(overrides);
        memberOf = Set.copyOf(memberOf);
    }

    public Role(boolean login, int connectionLimit, Map<Parameter, String> settings, Set<Identifier> memberOf) {
        this(login, connectionLimit, settings, Set.of(), memberOf);
    }

    /** A role that others act as; also a login that nobody may use. */
    static Role closed() {
        return new Role(false, UNLIMITED, Map.of(), Set.of());
    }
}
