package dev.appdb.postgres;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a resource asks for. Which of a kind's two logins may log in follows from when their passwords were set: the
 * newest one is current; the other goes on until the overlap has passed since, and is then locked.
 *
 * @param readonly whether the readonly logins may log in
 * @param extensions those that the database has to have; they stay when the tenant goes
 * @param extensionsSchema the schema on every search_path where the database's extensions live, if the class allows any
 * @param overlap how long the login before the current one may still log in
 */
public record Wanted(
        Mark mark,
        TenantNames names,
        AppAccess app,
        boolean readonly,
        Limits limits,
        Set<String> extensions,
        Optional<Identifier> extensionsSchema,
        Duration overlap) {
    public Wanted {
        extensions = Set.copyOf(extensions);
        if (!names.equals(mark.names())) {
            throw new IllegalArgumentException("%s has other names than %s".formatted(mark, names));
        }
        if (!extensions.isEmpty() && extensionsSchema.isEmpty()) {
            throw new IllegalArgumentException("extensions without a schema for them: " + extensions);
        }
        extensions.forEach(Identifier::new);
    }

    /** The kinds that may log in. */
    public Set<Kind> kinds() {
        return Stream.of(Kind.values())
                .filter(kind -> kind != Kind.READONLY || readonly)
                .collect(toUnmodifiableSet());
    }

    /** The login that new sessions should use; empty for a kind that never had a password. */
    public Optional<Identifier> current(Kind kind, Map<Identifier, Instant> passwordSet) {
        return names.logins(kind).stream()
                .filter(passwordSet::containsKey)
                .max(Comparator.<Identifier, Instant>comparing(login -> at(login, passwordSet))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** When the login before the current one is locked; until then a rotation waits. Empty where there is none before. */
    public Optional<Instant> overlapEnds(Kind kind, Map<Identifier, Instant> passwordSet) {
        boolean both = names.logins(kind).stream().allMatch(passwordSet::containsKey);
        return both
                ? current(kind, passwordSet).map(login -> at(login, passwordSet).plus(overlap))
                : Optional.empty();
    }

    /**
     * The tenant as it has to be.
     *
     * @param passwordSet when each login got its password; without an entry it never had one
     * @param now by the server's clock, as the former
     */
    public Tenant tenant(Map<Identifier, Instant> passwordSet, Instant now) {
        Map<Identifier, Role> roles = new HashMap<>();
        names.roles().forEach(name -> roles.put(name, Role.closed()));
        for (Kind kind : kinds()) {
            Optional<Identifier> current = current(kind, passwordSet);
            boolean overlaps =
                    overlapEnds(kind, passwordSet).filter(now::isBefore).isPresent();
            names.logins(kind)
                    .forEach(login -> roles.put(login, login(kind, overlaps || current.equals(Optional.of(login)))));
        }
        return new Tenant(mark, names, roles, Optional.of(Rights.wanted(names)));
    }

    /**
     * Whether nothing is left to do: {@link DatabaseServer#ensure} would change nothing.
     *
     * @param now by the server's clock, see {@link Census#now}
     */
    public boolean isMetBy(FoundTenant found, Instant now) {
        return found.tenant().equals(tenant(found.passwordSet(), now))
                && found.lockedInUse().isEmpty()
                && found.extensions().containsAll(extensions)
                && kinds().stream()
                        .allMatch(kind -> current(kind, found.passwordSet()).isPresent());
    }

    /** The role that logins of the kind act as. */
    Identifier actsAs(Kind kind) {
        boolean asOwner = kind == Kind.APP && app == AppAccess.OWNER;
        return asOwner ? names.owner() : names.kindRole(kind);
    }

    /** One that is locked keeps everything else, so that it comes back with one change. */
    private Role login(Kind kind, boolean open) {
        boolean migrator = kind == Kind.MIGRATOR;
        Map<Parameter, String> settings = new EnumMap<>(Parameter.class);
        settings.put(Parameter.ROLE, actsAs(kind).name());
        settings.put(
                Parameter.SEARCH_PATH,
                Stream.concat(Stream.of(names.schema()), extensionsSchema.stream())
                        .map(Identifier::toString)
                        .collect(joining(", ")));
        if (!migrator) {
            limits.statementTimeout().ifPresent(time -> settings.put(Parameter.STATEMENT_TIMEOUT, millis(time)));
            limits.lockTimeout().ifPresent(time -> settings.put(Parameter.LOCK_TIMEOUT, millis(time)));
            limits.idleInTransactionTimeout()
                    .ifPresent(time -> settings.put(Parameter.IDLE_IN_TRANSACTION_TIMEOUT, millis(time)));
        }
        int connections = (migrator ? limits.migratorConnections() : limits.connections()).orElse(Role.UNLIMITED);
        return new Role(open, connections, settings, Set.of(actsAs(kind)));
    }

    private static Instant at(Identifier login, Map<Identifier, Instant> passwordSet) {
        return passwordSet.getOrDefault(login, Instant.MIN);
    }

    private static String millis(Duration time) {
        return time.toMillis() + "ms";
    }
}
