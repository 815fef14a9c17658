package dev.appdb.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;

/**
 * All that is to be done about a tenant, but for the passwords themselves.
 *
 * @param drift what differs, with who may log in once the rotation is done
 * @param sessions roles that may not log in, whose open sessions have to end
 * @param extensions those that the database lacks
 */
record Plan(Rotation rotation, List<Change> drift, Set<Identifier> sessions, Set<String> extensions) {

    static Plan of(Snapshot seen, Wanted wanted, Renewal renewal) {
        Rotation rotation = Rotation.of(seen, wanted, renewal);
        Tenant tenant = wanted.tenant(rotation.passwordSet(), seen.now());
        return new Plan(
                rotation,
                TenantDiff.between(seen.tenant(), tenant),
                seen.inUse().stream()
                        .filter(role -> !tenant.roles()
                                .getOrDefault(role, Role.closed())
                                .login())
                        .collect(toUnmodifiableSet()),
                wanted.extensions().stream()
                        .filter(extension -> !seen.extensions().contains(extension))
                        .collect(toUnmodifiableSet()));
    }

    boolean isEmpty(Snapshot seen) {
        return !changesTenant(seen) && sessions.isEmpty() && extensions.isEmpty();
    }

    boolean changesTenant(Snapshot seen) {
        return !drift.isEmpty()
                || !rotation.renewed().isEmpty()
                || !rotation.stamps(seen).isEmpty();
    }
}
