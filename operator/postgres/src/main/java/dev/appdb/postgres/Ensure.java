package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings one tenant to what is wanted, in one transaction, and does nothing but read where nothing drifted. */
final class Ensure {
    private final Wanted wanted;
    private final Renewal renewal;

    Ensure(Wanted wanted, Renewal renewal) {
        if (!wanted.kinds().containsAll(renewal.kinds())) {
            throw new IllegalArgumentException("of %s only %s may log in".formatted(renewal.kinds(), wanted.kinds()));
        }
        for (Kind kind : renewal.kinds()) {
            if (renewal.keep().containsAll(wanted.names().logins(kind))) {
                throw new IllegalArgumentException("both logins of %s are kept, none is left to renew".formatted(kind));
            }
        }
        this.wanted = wanted;
        this.renewal = renewal;
    }

    /**
     * The logins are still to be tried: they can be used from the transaction's end on.
     *
     * @param groundLaid whether {@link Groundwork} was seen in this database already; set when it is
     */
    Ensured in(Connection connection, AtomicBoolean groundLaid) throws SQLException {
        Snapshot seen = look(connection);
        Plan plan = Plan.of(seen, wanted, renewal);
        if (plan.isEmpty(seen)) {
            return new Ensured(List.of(), Map.of(), plan.rotation().waiting());
        }
        if (!groundLaid.get()) {
            Groundwork.lay(connection);
            groundLaid.set(true);
        }
        // first, since a failure after the transaction would lose the passwords that it set
        List<Change> shared = new Extensions(connection).make(plan.extensions(), wanted.extensionsSchema());
        Identifier manager = Managers.choose(connection, wanted.mark().cluster(), seen);
        Outcome outcome = Transaction.run(connection, inside -> change(inside, manager));
        if (!outcome.left.isEmpty()) {
            throw notEnough(wanted, outcome.left);
        }
        // only now: a lock that is not committed yet lets new sessions in
        EndSessions.of(connection, manager, outcome.locked);
        return outcome.after(shared);
    }

    private Snapshot look(Connection connection) throws SQLException {
        Snapshot seen = Catalog.read(connection, wanted.names());
        Claim.check(seen, wanted.mark(), renewal);
        return seen;
    }

    private Outcome change(Connection connection, Identifier manager) throws SQLException {
        Groundwork.lock(connection, wanted.names().owner(), manager);
        // what was seen before the lock may be old by now
        Snapshot seen = look(connection);
        Plan plan = Plan.of(seen, wanted, renewal);
        NewPasswords passwords = NewPasswords.of(plan.rotation().renewed());
        List<Change> changes = Stream.of(
                        plan.drift(), passwords.changes(), plan.rotation().stamps(seen))
                .flatMap(List::stream)
                .toList();
        List<Step> steps = new ArrayList<>(TakeOver.of(connection, seen, manager));
        steps.addAll(Script.of(
                changes, wanted.names(), manager, connection.getMetaData().getDatabaseMajorVersion()));
        Transaction.send(connection, steps);
        List<Change> left = seen.isFree() ? List.of() : left(Catalog.read(connection, wanted.names()), seen.now());
        return new Outcome(
                new Ensured(changes, passwords.logins(), plan.rotation().waiting()), plan.sessions(), left);
    }

    /** @param then when it was decided: an overlap that ended since is the next look's */
    private List<Change> left(Snapshot after, Instant then) {
        return TenantDiff.between(after.tenant(), wanted.tenant(after.passwordSet(), then));
    }

    /** PostgreSQL lets nobody but a superuser take back what a superuser granted, and says so in a warning only. */
    static ServerException notEnough(Wanted wanted, List<Change> left) {
        return new ServerException(
                Reason.MISSING_PRIVILEGE,
                "tenant %s still differs, since it was changed by a role above the admin: %s"
                        .formatted(
                                wanted.mark().key(),
                                left.stream().map(Change::summary).collect(Collectors.joining("; "))),
                left.stream().map(change -> change.sql() + ";").collect(Collectors.joining(" ")));
    }

    /** What a transaction did, and which roles are locked now while their sessions go on. */
    private record Outcome(Ensured ensured, Set<Identifier> locked, List<Change> left) {
        Ensured after(List<Change> before) {
            Stream<Change> ended = locked.stream().sorted().map(LoginChange.Disconnect::new);
            List<Change> all = Stream.concat(Stream.concat(before.stream(), ensured.changes().stream()), ended)
                    .toList();
            return new Ensured(all, ensured.logins(), ensured.waiting());
        }
    }
}
