package dev.appdb.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A tenant of a {@link Census}. {@link Wanted#isMetBy} tells whether anything is to be done about it.
 *
 * @param passwordSet when each login got its password from us; without an entry it never had one
 * @param inUse logins with open sessions
 * @param extensions those of the database that tenants can use, by whoever they were asked for
 */
public record FoundTenant(
        Tenant tenant, Map<Identifier, Instant> passwordSet, Set<Identifier> inUse, Set<String> extensions) {
    public FoundTenant {
        passwordSet = Map.copyOf(passwordSet);
        inUse = Set.copyOf(inUse);
        extensions = Set.copyOf(extensions);
    }

    public Mark mark() {
        return tenant.mark();
    }

    /** Logins that were locked while sessions of theirs were open, and still are. */
    public Set<Identifier> lockedInUse() {
        return inUse.stream()
                .filter(login ->
                        !tenant.roles().getOrDefault(login, Role.closed()).login())
                .collect(toUnmodifiableSet());
    }
}
