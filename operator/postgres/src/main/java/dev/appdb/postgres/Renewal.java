package dev.appdb.postgres;

import java.util.Arrays;
import java.util.Set;

/**
 * What one call may do beyond repairing drift.
 *
 * @param kinds those that need a new login: a Secret is missing, or a rotation is due
 * @param keep logins of Secrets that work; none of them is given another password. A kind whose kept login is not the
 *     current one any more, since a rotation never got as far as its Secret, gets a new one by itself
 * @param recreateSchema whether a schema that was dropped, with all data, is made again empty
 * @param anyNamespace whether a tenant of a namespace that was deleted and made anew under the same name is taken over
 */
public record Renewal(Set<Kind> kinds, Set<Identifier> keep, boolean recreateSchema, boolean anyNamespace) {
    public Renewal {
        kinds = Set.copyOf(kinds);
        keep = Set.copyOf(keep);
    }

    public Renewal(Set<Kind> kinds, Set<Identifier> keep) {
        this(kinds, keep, false, false);
    }

    /** Repairs only. */
    public static Renewal none() {
        return new Renewal(Set.of(), Set.of());
    }

    /** New logins for these, whatever the others have. */
    public static Renewal of(Kind... kinds) {
        return new Renewal(Set.copyOf(Arrays.asList(kinds)), Set.of());
    }

    public Renewal keeping(Identifier... logins) {
        return new Renewal(kinds, Set.of(logins), recreateSchema, anyNamespace);
    }

    public Renewal recreatingSchema() {
        return new Renewal(kinds, keep, true, anyNamespace);
    }

    /** Also from a namespace of that name that is gone, with all data: for classes that say so only. */
    public Renewal fromAnyNamespace() {
        return new Renewal(kinds, keep, recreateSchema, true);
    }
}
