package dev.appdb.postgres;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.appdb.postgres.Rights.Grant;
import dev.appdb.postgres.Rights.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The changes that turn the tenant found into the tenant wanted. Making one, repairing drift and following changed
 * access or limits are all this one question; an empty answer means that nothing drifted.
 *
 * <p>Law, checked by a property test on every supported server: applying {@code between(found, wanted)} to
 * {@code found} and reading the catalog again gives {@code wanted}.
 */
public final class TenantDiff {
    /** What PostgreSQL gives in a schema that it has just made. */
    private static final Rights NEW_SCHEMA = new Rights(Set.of(), EnumSet.of(Scope.FUNCTIONS, Scope.TYPES));

    private final Map<Identifier, Role> found;
    private final Optional<Mark> mark;
    private final Optional<Rights> rights;
    private final Tenant wanted;

    private TenantDiff(Optional<Tenant> found, Tenant wanted) {
        this.found = found.map(Tenant::roles).orElse(Map.of());
        this.mark = found.map(Tenant::mark);
        this.rights = found.flatMap(Tenant::rights);
        this.wanted = wanted;
    }

    /** In the order in which they have to be made. */
    public static List<Change> between(Optional<Tenant> found, Tenant wanted) {
        TenantDiff diff = new TenantDiff(found, wanted);
        return Stream.of(diff.roles(), diff.mark(), diff.members(), diff.schema(), diff.settings(), diff.rights())
                .flatMap(Collection::stream)
                .toList();
    }

    private List<Change> roles() {
        return each((name, want) -> Optional.ofNullable(found.get(name))
                .map(has -> attributes(name, has, want))
                .orElseGet(() -> Stream.of(new Change.CreateRole(name, want.login(), want.connectionLimit()))));
    }

    private static Stream<Change> attributes(Identifier name, Role has, Role want) {
        return Stream.of(
                        when(has.login() != want.login(), new Change.SetLogin(name, want.login())),
                        when(
                                has.connectionLimit() != want.connectionLimit(),
                                new Change.LimitConnections(name, want.connectionLimit())))
                .flatMap(change -> change);
    }

    private List<Change> mark() {
        return mark.filter(wanted.mark()::equals).isPresent()
                ? List.of()
                : List.of(new Change.SetMark(wanted.names().owner(), wanted.mark()));
    }

    private List<Change> members() {
        return each((name, want) -> {
            Set<Identifier> has = has(name).memberOf();
            Stream<Change> removed = minus(has, want.memberOf()).map(role -> new Change.RemoveMember(role, name));
            Stream<Change> added = minus(want.memberOf(), has).map(role -> new Change.AddMember(role, name));
            return Stream.concat(removed, added);
        });
    }

    private List<Change> schema() {
        return rights.isPresent()
                ? List.of()
                : List.of(new Change.CreateSchema(
                        wanted.names().schema(), wanted.names().owner()));
    }

    private List<Change> settings() {
        return each((name, want) -> Stream.concat(settings(name, want), overrides(name, want)));
    }

    private Stream<Change> settings(Identifier name, Role want) {
        return Stream.of(Parameter.values()).flatMap(parameter -> {
            Optional<String> has = Optional.ofNullable(has(name).settings().get(parameter));
            Optional<String> to = Optional.ofNullable(want.settings().get(parameter));
            Change change = to.<Change>map(value -> new Change.SetParameter(name, parameter, value))
                    .orElseGet(() -> new Change.ResetParameter(name, parameter));
            return when(!has.equals(to), change);
        });
    }

    private Stream<Change> overrides(Identifier name, Role want) {
        return minus(has(name).overrides(), want.overrides())
                .map(set -> new Change.ResetInDatabase(name, set.database(), set.parameter()));
    }

    private List<Change> rights() {
        Rights has = rights.orElse(NEW_SCHEMA);
        Rights want = wanted.rights().orElse(has);
        Stream<Change> closed =
                minus(has.open(), want.open()).map(scope -> new Change.CloseToPublic(wanted.names(), scope));
        Stream<Change> granted = want.grants().stream()
                .filter(grant -> !has.grants().contains(grant))
                .collect(groupingBy(Grant::target, TreeMap::new, mapping(Grant::privilege, toCollection(TreeSet::new))))
                .entrySet()
                .stream()
                .flatMap(entry -> grants(entry.getKey(), List.copyOf(entry.getValue())));
        return Stream.concat(closed, granted).toList();
    }

    /** A default grant that was missing for a while has left objects behind that lack it. */
    private Stream<Change> grants(Rights.Target target, List<String> privileges) {
        TenantNames names = wanted.names();
        Change grant = new Change.Grant(names, target.scope(), target.grantee(), privileges);
        return rights.isPresent() && ExistingObjects.apply(target.scope())
                ? Stream.of(grant, new Change.GrantOnExisting(names, target.scope(), target.grantee(), privileges))
                : Stream.of(grant);
    }

    private Role has(Identifier name) {
        return found.getOrDefault(name, Role.closed());
    }

    private List<Change> each(RoleChanges changes) {
        return wanted.names().roles().stream()
                .flatMap(name -> changes.of(name, wanted.roles().getOrDefault(name, Role.closed())))
                .toList();
    }

    private static Stream<Change> when(boolean differs, Change change) {
        return differs ? Stream.of(change) : Stream.empty();
    }

    /** In a fixed order, so that the same question always gives the same list. */
    private static <T extends Comparable<T>> Stream<T> minus(Set<T> all, Set<T> without) {
        return all.stream().filter(element -> !without.contains(element)).sorted();
    }

    private interface RoleChanges {
        Stream<Change> of(Identifier name, Role wanted);
    }
}
