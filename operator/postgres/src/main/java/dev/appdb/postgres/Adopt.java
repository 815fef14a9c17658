package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Takes over a schema that exists, in one transaction, after a person has agreed to the plan. */
final class Adopt {
    private final Connection connection;
    private final Wanted wanted;
    private final Identifier admin;
    private final int serverVersion;

    Adopt(Connection connection, Wanted wanted) throws SQLException {
        AdoptionRefusal.checkName(wanted);
        this.connection = connection;
        this.wanted = wanted;
        this.admin = AdminSessions.actor(connection);
        this.serverVersion = connection.getMetaData().getDatabaseMajorVersion();
    }

    /** Reads catalogs only. */
    Adoption plan() throws SQLException {
        Snapshot seen = Catalog.read(connection, wanted.names());
        return isDone(seen)
                ? new Adoption(wanted.names().schema(), "", List.of(), List.of())
                : look(seen).told();
    }

    /** The logins are still to be tried. Empty where the schema is the tenant's already. */
    Optional<Ensured> as(String digest, AtomicBoolean groundLaid) throws SQLException {
        Snapshot seen = Catalog.read(connection, wanted.names());
        if (isDone(seen)) {
            return Optional.empty();
        }
        AdoptionPlan plan = agreed(look(seen), digest);
        if (!groundLaid.get()) {
            Groundwork.lay(connection);
            groundLaid.set(true);
        }
        List<Change> shared = new Extensions(connection).make(plan.plan().extensions(), wanted.extensionsSchema());
        Identifier manager = Managers.choose(connection, wanted.mark().cluster(), seen);
        Ensured ensured = Transaction.run(connection, inside -> change(manager, plan.digest()));
        return Optional.of(new Ensured(
                Stream.concat(shared.stream(), ensured.changes().stream()).toList(), ensured.logins()));
    }

    private Ensured change(Identifier manager, String digest) throws SQLException {
        Groundwork.lock(connection, wanted.names().owner(), manager);
        // what was seen before the lock may be old by now
        Snapshot seen = Catalog.read(connection, wanted.names());
        AdoptionPlan plan = agreed(look(seen), digest);
        Rotation rotation = plan.plan().rotation();
        NewPasswords passwords = NewPasswords.of(rotation.renewed());
        List<Change> last = Stream.of(plan.rest(), passwords.changes(), rotation.stamps(seen))
                .flatMap(List::stream)
                .toList();
        List<Step> steps = new ArrayList<>(TakeOver.of(connection, seen, manager));
        steps.addAll(Script.of(plan.roles(), wanted.names(), manager, serverVersion));
        steps.addAll(giveAway(plan, manager));
        steps.addAll(Script.of(last, wanted.names(), manager, serverVersion));
        Transaction.send(connection, steps);
        checkWhole(seen.now());
        return new Ensured(
                Stream.of(plan.roles(), plan.owners(), last)
                        .flatMap(List::stream)
                        .toList(),
                passwords.logins());
    }

    /** PostgreSQL lets nobody give something to a role that he could not act as. */
    private List<Step> giveAway(AdoptionPlan plan, Identifier manager) {
        boolean member = plan.contents().bySuperuser();
        List<Step> steps = new ArrayList<>();
        Identifier owner = wanted.names().owner();
        String options = serverVersion >= 16 ? " WITH INHERIT FALSE, SET TRUE" : "";
        if (!member) {
            steps.add(Step.of("GRANT %s TO %s%s".formatted(owner, admin, options)));
        }
        steps.add(Step.of("SET LOCAL ROLE " + admin));
        plan.owners().forEach(change -> steps.add(Step.of(change)));
        steps.add(Step.of("SET LOCAL ROLE " + manager));
        if (!member) {
            steps.add(Step.of("REVOKE %s FROM %s".formatted(owner, admin)));
        }
        return steps;
    }

    /** Something may have been made while the plan was being carried out; then nothing of it is. */
    private void checkWhole(Instant then) throws SQLException {
        Identifier owner = wanted.names().owner();
        AdoptionContents after =
                AdoptionContents.read(connection, wanted.names().schema()).orElseThrow();
        if (!after.notOf(owner).isEmpty()) {
            throw changed("%s came up meanwhile".formatted(after.notOf(owner).getFirst()), "");
        }
        Snapshot seen = Catalog.read(connection, wanted.names());
        List<Change> left = TenantDiff.between(seen.tenant(), wanted.tenant(seen.passwordSet(), then));
        if (!left.isEmpty()) {
            throw Ensure.notEnough(wanted, left);
        }
    }

    private AdoptionPlan look(Snapshot seen) throws SQLException {
        AdoptionContents contents = AdoptionContents.read(
                        connection, wanted.names().schema())
                .orElseThrow(() -> AdoptionRefusal.nothingThere(wanted));
        AdoptionRefusal.check(seen, contents, wanted, admin, serverVersion);
        return AdoptionPlan.of(seen, contents, wanted);
    }

    /** A tenant whose schema is its own already is for {@link Ensure}. */
    private boolean isDone(Snapshot seen) {
        return seen.mark().filter(wanted.mark()::isSameTenant).isPresent()
                && seen.schemaOwner().filter(wanted.names().owner()::equals).isPresent();
    }

    private AdoptionPlan agreed(AdoptionPlan plan, String digest) {
        if (!plan.digest().equals(digest)) {
            throw changed("its plan is " + plan.digest() + " now", "Look at the new plan and agree to that one.");
        }
        return plan;
    }

    private ServerException changed(String what, String hint) {
        return new ServerException(
                Reason.PLAN_CHANGED,
                "schema %s is not what it was when its adoption was agreed to: %s"
                        .formatted(wanted.names().schema().name(), what),
                hint.isEmpty() ? "Nothing was changed; ask for the plan again." : hint);
    }
}
