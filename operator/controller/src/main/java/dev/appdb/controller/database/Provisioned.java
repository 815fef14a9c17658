package dev.appdb.controller.database;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.appdb.postgres.Change;
import dev.appdb.postgres.Ensured;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.LoginChange;
import dev.appdb.postgres.Wanted;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was changed to have everything as wanted; mostly nothing.
 *
 * @param rotated the kinds that a rotation gave their new password
 */
record Provisioned(Wanted wanted, Ensured ensured, List<Written> secrets, Set<Kind> rotated) {
    /** An Event has room for a few. */
    private static final int NAMED = 8;

    /**
     * A Secret that was made, changed or deleted.
     *
     * @param kind whose login is in it
     */
    record Written(String name, Kind kind) {}

    /** Until when a rotation has to wait for the end of the one before it. */
    Optional<Instant> waitsUntil() {
        return ensured.waiting().values().stream().max(Comparator.naturalOrder());
    }

    /**
     * What somebody else had undone, in words without passwords; empty where all was in order. What a role needs that had to be
     * made again, and what a new login needs whose Secret is told, would only hide the rest.
     */
    Optional<String> drift() {
        Set<Identifier> made = made();
        List<String> all = Stream.concat(
                        ensured.changes().stream()
                                .filter(change -> !isOfRotation(change) && !isOfRenewal(change))
                                .filter(change -> !isLock(change) && !isOf(made, change))
                                .map(Change::summary),
                        secrets.stream()
                                .filter(secret -> !rotated.contains(secret.kind()))
                                .map(secret -> "Secret " + secret.name()))
                .distinct()
                .toList();
        String named = all.stream().limit(NAMED).collect(joining("; "));
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.size() > NAMED ? named + "; and %d more".formatted(all.size() - NAMED) : named);
    }

    /** The logins of earlier passwords that were locked, as words. */
    Optional<String> locked() {
        String logins = ensured.changes().stream()
                .filter(this::isLock)
                .flatMap(change -> login(change).stream())
                .map(Identifier::name)
                .distinct()
                .sorted()
                .collect(joining(", "));
        return Optional.of(logins).filter(names -> !names.isEmpty());
    }

    /** Whose passwords were rotated, as words. */
    String kinds() {
        return rotated.stream()
                .sorted()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(joining(", "));
    }

    private boolean isOfRotation(Change change) {
        return login(change)
                .filter(login -> rotated.stream()
                        .anyMatch(kind -> wanted.names().logins(kind).contains(login)))
                .isPresent();
    }

    private boolean isOfRenewal(Change change) {
        return login(change)
                .filter(login -> ensured.logins().values().stream()
                        .anyMatch(renewed -> renewed.user().equals(login.name())))
                .isPresent();
    }

    private Set<Identifier> made() {
        return ensured.changes().stream()
                .flatMap(change ->
                        change instanceof Change.CreateRole create ? Stream.of(create.role()) : Stream.empty())
                .collect(toUnmodifiableSet());
    }

    private static boolean isOf(Set<Identifier> made, Change change) {
        return switch (change) {
            case LoginChange ofLogin -> made.contains(ofLogin.login());
            case Change.SetLogin(var role, var login) -> made.contains(role);
            case Change.LimitConnections(var role, var limit) -> made.contains(role);
            case Change.AddMember(var role, var member) -> made.contains(role) || made.contains(member);
            case Change.SetParameter(var role, var parameter, var value) -> made.contains(role);
            default -> false;
        };
    }

    private boolean isLock(Change change) {
        return change instanceof LoginChange.Disconnect
                || (change instanceof Change.SetLogin(var role, var login) && !login && isLogin(role));
    }

    private boolean isLogin(Identifier role) {
        return Stream.of(Kind.values())
                .anyMatch(kind -> wanted.names().logins(kind).contains(role));
    }

    /** The login whose turn comes or goes with the change. */
    private Optional<Identifier> login(Change change) {
        return switch (change) {
            case LoginChange ofLogin -> Optional.of(ofLogin.login());
            case Change.SetLogin(var role, var login) when isLogin(role) -> Optional.of(role);
            default -> Optional.empty();
        };
    }
}
