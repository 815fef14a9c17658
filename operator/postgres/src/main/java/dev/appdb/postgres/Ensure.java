package dev.appdb.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings one tenant to what is wanted, in one transaction, and does nothing but read where nothing drifted. */
final class Ensure {
    private final Tenant wanted;
    private final Set<Kind> withoutPassword;

    Ensure(Tenant wanted, Set<Kind> withoutPassword) {
        if (!wanted.kinds().containsAll(withoutPassword)) {
            throw new IllegalArgumentException("of %s only %s may log in".formatted(withoutPassword, wanted.kinds()));
        }
        this.wanted = wanted;
        this.withoutPassword = Set.copyOf(withoutPassword);
    }

    /**
     * The logins are still to be tried: they can be used from the transaction's end on.
     *
     * @param groundLaid whether {@link Groundwork} was seen in this database already; set when it is
     */
    Ensured in(Connection connection, AtomicBoolean groundLaid) throws SQLException {
        Snapshot seen = Catalog.read(connection, wanted.names());
        Claim.check(seen, wanted);
        if (withoutPassword.isEmpty() && diff(seen).isEmpty()) {
            return Ensured.NOTHING;
        }
        if (!groundLaid.get()) {
            Groundwork.lay(connection);
            groundLaid.set(true);
        }
        Identifier manager = Managers.choose(connection, wanted, seen);
        Outcome outcome = Transaction.run(connection, inside -> change(inside, manager));
        if (!outcome.left.isEmpty()) {
            throw notEnough(outcome.left);
        }
        return outcome.ensured;
    }

    private Outcome change(Connection connection, Identifier manager) throws SQLException {
        Groundwork.lock(connection, wanted.names().owner(), manager);
        // what was seen before the lock may be old by now
        Snapshot seen = Catalog.read(connection, wanted.names());
        Claim.check(seen, wanted);
        List<Change> drift = diff(seen);
        NewPasswords passwords = NewPasswords.of(connection, seen, kindsInNeed(drift));
        List<Change> changes =
                Stream.concat(drift.stream(), passwords.changes().stream()).toList();
        List<Step> steps = new ArrayList<>(TakeOver.of(connection, seen, manager));
        steps.addAll(Script.of(
                changes, wanted.names(), manager, connection.getMetaData().getDatabaseMajorVersion()));
        Transaction.send(connection, steps);
        List<Change> left = seen.isFree() ? List.of() : diff(Catalog.read(connection, wanted.names()));
        return new Outcome(new Ensured(changes, passwords.logins()), left);
    }

    private List<Change> diff(Snapshot seen) {
        return TenantDiff.between(seen.tenant(), wanted);
    }

    /** A login that had to be made has no password, so its kind gets one. */
    private Set<Kind> kindsInNeed(List<Change> drift) {
        return wanted.kinds().stream()
                .filter(kind -> withoutPassword.contains(kind)
                        || drift.stream()
                                .anyMatch(change -> change instanceof Change.CreateRole(var role, var login, var limit)
                                        && wanted.names().logins(kind).contains(role)))
                .collect(toUnmodifiableSet());
    }

    /** PostgreSQL lets nobody but a superuser take back what a superuser granted, and says so in a warning only. */
    private ServerException notEnough(List<Change> left) {
        return new ServerException(
                Reason.MISSING_PRIVILEGE,
                "tenant %s still differs, since it was changed by a role above the admin: %s"
                        .formatted(
                                wanted.mark().key(),
                                left.stream().map(Change::summary).collect(Collectors.joining("; "))),
                left.stream().map(change -> change.sql() + ";").collect(Collectors.joining(" ")));
    }

    private record Outcome(Ensured ensured, List<Change> left) {}
}
