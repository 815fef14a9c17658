package dev.appdb.postgres;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one AppDatabase owns in a server: {@link #wanted} by a resource, or found in the catalog. Equal values mean that
 * nothing drifted.
 *
 * <p>Every tenant has the same nine roles; what differs is who may log in, and as what.
 *
 * @param roles by name; one that was dropped is missing
 * @param rights empty where the schema is gone
 */
public record Tenant(Mark mark, TenantNames names, Map<Identifier, Role> roles, Optional<Rights> rights) {
    public Tenant {
        roles = Map.copyOf(roles);
    }

    /**
     * The tenant that a resource asks for.
     *
     * @param readonly whether the readonly logins may log in
     * @param extensions the schema on every search_path where the database's extensions live, if it has one
     */
    public static Tenant wanted(
            Mark mark, AppAccess app, boolean readonly, Limits limits, Optional<Identifier> extensions) {
        TenantNames names = TenantNames.of(mark.key());
        Map<Identifier, Role> roles = new HashMap<>();
        names.roles().forEach(name -> roles.put(name, Role.closed()));
        for (Kind kind : Kind.values()) {
            if (kind != Kind.READONLY || readonly) {
                Role login = login(names, kind, app, limits, extensions);
                names.logins(kind).forEach(name -> roles.put(name, login));
            }
        }
        return new Tenant(mark, names, roles, Optional.of(Rights.wanted(names)));
    }

    /** The kinds that may log in. */
    public Set<Kind> kinds() {
        return Stream.of(Kind.values())
                .filter(kind -> names.logins(kind).stream().anyMatch(login -> roles.getOrDefault(login, Role.closed())
                        .login()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Role login(
            TenantNames names, Kind kind, AppAccess app, Limits limits, Optional<Identifier> extensions) {
        boolean asOwner = kind == Kind.APP && app == AppAccess.OWNER;
        Identifier actsAs = asOwner ? names.owner() : names.kindRole(kind);
        Map<Parameter, String> settings = new EnumMap<>(Parameter.class);
        settings.put(Parameter.ROLE, actsAs.name());
        settings.put(
                Parameter.SEARCH_PATH,
                Stream.concat(Stream.of(names.schema()), extensions.stream())
                        .map(Identifier::toString)
                        .collect(Collectors.joining(", ")));
        if (kind == Kind.MIGRATOR) {
            return new Role(true, Role.UNLIMITED, settings, Set.of(actsAs));
        }
        limits.statementTimeout().ifPresent(time -> settings.put(Parameter.STATEMENT_TIMEOUT, millis(time)));
        limits.lockTimeout().ifPresent(time -> settings.put(Parameter.LOCK_TIMEOUT, millis(time)));
        limits.idleInTransactionTimeout()
                .ifPresent(time -> settings.put(Parameter.IDLE_IN_TRANSACTION_TIMEOUT, millis(time)));
        return new Role(true, limits.connections().orElse(Role.UNLIMITED), settings, Set.of(actsAs));
    }

    private static String millis(Duration time) {
        return time.toMillis() + "ms";
    }
}
