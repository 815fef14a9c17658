package dev.appdb.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.appdb.postgres.Rights.Grant;
import dev.appdb.postgres.Rights.Scope;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What stands under a tenant's names at one moment, whoever made it.
 *
 * @param standby whether the server is read-only because it follows another
 * @param now by the server's clock
 * @param roles those that exist
 * @param mighty those of them that have an attribute no tenant's role may have, such as SUPERUSER
 * @param mark on the owner role; empty where it has none of ours
 * @param passwordSet when each login got its password from us
 * @param schemaOwner empty where there is no such schema
 * @param elsewhere whether the schema is in another database of the server
 * @param inUse roles with open sessions
 * @param extensions those of the database that tenants can use
 */
record Snapshot(
        TenantNames names,
        boolean standby,
        Instant now,
        Map<Identifier, Role> roles,
        Set<Identifier> mighty,
        Optional<Mark> mark,
        Map<Identifier, Instant> passwordSet,
        Optional<Identifier> schemaOwner,
        Rights rights,
        boolean elsewhere,
        Set<Identifier> inUse,
        Set<String> extensions) {

    private static final Map<String, Scope> SCOPES =
            Map.of("n", Scope.SCHEMA, "r", Scope.TABLES, "S", Scope.SEQUENCES, "f", Scope.FUNCTIONS, "T", Scope.TYPES);

    /**
     * The tenant, if the owner role has a mark: it is then for the caller to see whose. A role or schema that can't be a
     * tenant's counts as missing, so that the tenant differs from every wanted one and {@link Claim} tells why.
     */
    Optional<Tenant> tenant() {
        Map<Identifier, Role> own = new HashMap<>(roles);
        own.keySet().removeAll(mighty);
        Optional<Rights> inOwnSchema = schemaOwner.filter(names.owner()::equals).map(owner -> rights);
        return mark.map(whose -> new Tenant(whose, names, own, inOwnSchema));
    }

    /** As {@link #tenant()}, with what changes by itself. */
    Optional<FoundTenant> found() {
        return tenant().map(own -> new FoundTenant(own, passwordSet, inUse, extensions));
    }

    /**
     * As if its schema, whosever it is, were the tenant's own. Roles without a mark of ours stay without; where there
     * are none, they will be made.
     */
    Snapshot adopted(Mark whose) {
        Set<Scope> open = new HashSet<>(rights.open());
        if (!roles.containsKey(names.owner())) {
            open.addAll(Set.of(Scope.FUNCTIONS, Scope.TYPES));
        }
        return new Snapshot(
                names,
                standby,
                now,
                roles,
                mighty,
                roles.isEmpty() ? Optional.of(whose) : mark,
                passwordSet,
                Optional.of(names.owner()),
                new Rights(rights.grants(), open),
                elsewhere,
                inUse,
                extensions);
    }

    /** Whether nothing at all has one of the names. */
    boolean isFree() {
        return roles.isEmpty() && schemaOwner.isEmpty();
    }

    /** What a query's row tells; the JSON is the server's own. */
    static Snapshot of(TenantNames names, CatalogRow row) {
        Map<Identifier, Role> found = new HashMap<>();
        Set<Identifier> mighty = new HashSet<>();
        Set<Identifier> inUse = new HashSet<>();
        Map<Identifier, Instant> passwordSet = new HashMap<>();
        Optional<Mark> mark = Optional.empty();
        for (JsonNode role : row.roles()) {
            Identifier name = new Identifier(role.path("name").asText());
            String comment = role.path("comment").asText();
            found.put(name, role(role, row.database()));
            if (role.path("mighty").asBoolean()) {
                mighty.add(name);
            }
            if (role.path("inUse").asBoolean()) {
                inUse.add(name);
            }
            if (name.equals(names.owner())) {
                mark = Mark.read(comment);
            }
            PasswordStamp.read(comment).ifPresent(when -> passwordSet.put(name, when));
        }
        return new Snapshot(
                names,
                row.standby(),
                row.now(),
                Map.copyOf(found),
                Set.copyOf(mighty),
                mark,
                Map.copyOf(passwordSet),
                row.schemaOwner(),
                rights(names, row.rights()),
                row.elsewhere(),
                Set.copyOf(inUse),
                texts(row.extensions()).collect(toUnmodifiableSet()));
    }

    private static Role role(JsonNode role, Identifier database) {
        Set<Identifier> memberOf =
                texts(role.path("memberOf")).map(Identifier::new).collect(toUnmodifiableSet());
        Set<Role.InDatabase> overrides = texts(role.path("overrides"))
                .flatMap(setting -> Stream.of(Parameter.values())
                        .filter(parameter -> parameter.setting().equals(setting)))
                .map(parameter -> new Role.InDatabase(database, parameter))
                .collect(toUnmodifiableSet());
        return new Role(
                role.path("login").asBoolean(),
                role.path("limit").asInt(),
                settings(role.path("config")),
                overrides,
                memberOf);
    }

    /** Each is {@code name=value}; those that are not ours are left out, and so never touched. */
    private static Map<Parameter, String> settings(JsonNode config) {
        Map<Parameter, String> settings = new EnumMap<>(Parameter.class);
        for (JsonNode setting : config) {
            String text = setting.asText();
            int equals = text.indexOf('=');
            String value = text.substring(equals + 1);
            for (Parameter parameter : Parameter.values()) {
                if (parameter.setting().equals(text.substring(0, equals))) {
                    settings.put(parameter, parameter == Parameter.SEARCH_PATH ? SearchPath.normal(value) : value);
                }
            }
        }
        return settings;
    }

    /** Rows of {@code [sort, role or '' for PUBLIC, privilege]}. */
    private static Rights rights(TenantNames names, JsonNode rows) {
        Set<Grant> ours = Rights.wanted(names).grants();
        Set<Grant> grants = new HashSet<>();
        Set<Scope> open = new HashSet<>();
        for (JsonNode row : rows) {
            Scope scope = SCOPES.get(row.path(0).asText());
            String grantee = row.path(1).asText();
            if (scope != null && grantee.isEmpty()) {
                open.add(scope);
            } else if (scope != null) {
                grants.add(new Grant(scope, new Identifier(grantee), row.path(2).asText()));
            }
        }
        grants.retainAll(ours);
        return new Rights(grants, open);
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }
}
