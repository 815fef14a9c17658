package dev.appdb.postgres;

import dev.appdb.postgres.Rights.Grant;
import dev.appdb.postgres.Rights.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Tenants as resources may ask for them, and as admins, tenants and accidents may leave them. */
final class RandomTenants {
    private RandomTenants() {}

    /** What a resource says. */
    record Wish(
            AppAccess app,
            boolean readonly,
            Limits limits,
            Optional<Identifier> extensions,
            Optional<Identifier> schema) {
        Wanted wanted(Mark mark) {
            Mark whole = mark.withSchema(schema);
            return new Wanted(whole, whole.names(), app, readonly, limits, Set.of(), extensions, Duration.ofMinutes(5));
        }
    }

    /** When each login got its password, for any mark. */
    record Stamps(long seed) {
        static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

        Map<Identifier, Instant> of(TenantNames names) {
            Random random = new Random(seed);
            Map<Identifier, Instant> stamps = new HashMap<>();
            for (Kind kind : Kind.values()) {
                names.logins(kind).forEach(login -> {
                    if (random.nextInt(4) > 0) {
                        stamps.put(login, NOW.minusSeconds(random.nextInt(900)));
                    }
                });
            }
            return stamps;
        }
    }

    static Arbitrary<Stamps> stamps() {
        return Arbitraries.longs().map(Stamps::new);
    }

    static Arbitrary<Wish> wishes() {
        return Combinators.combine(
                        Arbitraries.of(AppAccess.class), Arbitraries.of(true, false), limits(), extensions(), schemas())
                .as(Wish::new);
    }

    /** A tenant of which any attribute, setting, membership and grant may be another than any resource asks for. */
    record Start(long seed) {
        Tenant tenant(Mark mark) {
            Random random = new Random(seed);
            TenantNames names = mark.names();
            Map<Identifier, Role> roles = new HashMap<>();
            names.roles().forEach(name -> roles.put(name, role(random, name, names)));
            Set<Grant> grants = new HashSet<>(Rights.wanted(names).grants());
            grants.removeIf(grant -> random.nextInt(4) == 0);
            Set<Scope> open = new HashSet<>(Set.of(Scope.FUNCTIONS, Scope.TYPES));
            open.removeIf(scope -> random.nextBoolean());
            Mark older = new Mark(
                    mark.cluster(),
                    mark.namespace(),
                    mark.namespaceUid(),
                    mark.name(),
                    "older",
                    mark.schema(),
                    true,
                    Optional.of(Stamps.NOW),
                    Optional.empty());
            return new Tenant(random.nextBoolean() ? mark : older, names, roles, Optional.of(new Rights(grants, open)));
        }

        /** Logins that somebody dropped then. */
        List<Identifier> dropped(TenantNames names) {
            Random random = new Random(seed + 1);
            return List.of(Kind.values()).stream()
                    .flatMap(kind -> names.logins(kind).stream())
                    .filter(login -> random.nextInt(4) == 0)
                    .toList();
        }
    }

    static Arbitrary<Start> starts() {
        return Arbitraries.longs().map(Start::new);
    }

    private static Role role(Random random, Identifier name, TenantNames names) {
        List<Identifier> groups = List.of(names.owner(), names.kindRole(Kind.APP), names.kindRole(Kind.READONLY));
        // an earlier group can't be a member of a later one too: that would be a circle
        Set<Identifier> memberOf =
                groups.subList(0, groups.contains(name) ? groups.indexOf(name) : groups.size()).stream()
                        .filter(group -> random.nextInt(3) == 0)
                        .collect(Collectors.toSet());
        Map<Parameter, String> settings = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            if (random.nextBoolean()) {
                settings.put(
                        parameter,
                        switch (parameter) {
                            case ROLE ->
                                groups.get(random.nextInt(groups.size())).name();
                            case SEARCH_PATH -> "\"public\", \"Odd \"\"name\"";
                            case STATEMENT_TIMEOUT, LOCK_TIMEOUT, IDLE_IN_TRANSACTION_TIMEOUT ->
                                random.nextInt(100_000) + "ms";
                        });
            }
        }
        int limit = random.nextBoolean() ? Role.UNLIMITED : random.nextInt(20);
        return new Role(random.nextBoolean(), limit, settings, memberOf);
    }

    private static Arbitrary<Limits> limits() {
        Arbitrary<OptionalInt> connections = Arbitraries.integers()
                .between(1, 100)
                .optional()
                .map(limit -> limit.map(OptionalInt::of).orElse(OptionalInt.empty()));
        Arbitrary<Optional<Duration>> timeout = Arbitraries.longs()
                .between(1, Integer.MAX_VALUE)
                .map(Duration::ofMillis)
                .optional();
        return Combinators.combine(connections, connections, timeout, timeout, timeout)
                .as(Limits::new);
    }

    /** Unlike roles, schemas are each database's own; but here two tenants must not ask for the same one. */
    private static Arbitrary<Optional<Identifier>> schemas() {
        return Arbitraries.of(true, false)
                .map(own -> own
                        ? Optional.of(new Identifier("own_" + Given.unique("s").replace('-', '_')))
                        : Optional.empty());
    }

    private static Arbitrary<Optional<Identifier>> extensions() {
        return Arbitraries.of("extensions", "select", "Mixed Case", "1st", "with\"quote", "a,b")
                .map(Identifier::new)
                .optional();
    }
}
