package dev.appdb.postgres;

import static java.util.stream.Collectors.joining;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a tenant whose AppDatabase is gone, up to its way back; {@link TrashPurge} is the end. */
final class Trash {
    private static final String FIND = """
            SELECT oid, coalesce(shobj_description(oid, 'pg_authid'), '') AS comment
            FROM pg_roles WHERE rolname = ?::name""";

    private Trash() {}

    /** Notes that its AppDatabase is gone. */
    static void orphan(Connection connection, Mark found, Instant since) throws SQLException {
        Held.hold(connection, found, found.names(), (inside, held) -> {
            Mark mark = found.withOrphaned(Optional.of(since));
            held.send(inside, List.of(TrashSteps.mark(found.names().owner(), mark)));
            return true;
        });
    }

    /** Nobody logs in any more; whoever has, goes on. */
    static void lock(Connection connection, Mark found) throws SQLException {
        Held.hold(connection, found, found.names(), (inside, held) -> {
            held.send(inside, new TrashSteps(held).lock());
            return true;
        });
    }

    /** Takes its names and its logins from it, in one transaction, then ends their sessions. */
    static TrashedTenant trash(Connection connection, Mark found) throws SQLException {
        TrashedTenant trash = Held.hold(connection, found, found.names(), (inside, held) -> {
            Claim.checkSchemaOwner(held.seen());
            Mark mark = found.withTrashed(Optional.of(held.seen().now()));
            TrashedTenant made = new TrashedTenant(TrashedTenant.id(held.ownerOid()), mark, held.ownerOid(), true);
            Groundwork.lock(inside, made.names().owner(), held.manager());
            Groundwork.forget(inside, found.names().owner());
            TrashSteps steps = new TrashSteps(held);
            List<Step> all = new ArrayList<>(steps.lock());
            all.addAll(steps.forget());
            all.addAll(steps.resetSettings());
            all.addAll(steps.rename(made.names()));
            all.add(TrashSteps.mark(made.names().owner(), mark));
            held.send(inside, all);
            return made;
        });
        return endSessions(connection, trash);
    }

    /** Of a trashed tenant whose trashing was cut short after its commit. */
    static TrashedTenant endSessions(Connection connection, TrashedTenant trash) throws SQLException {
        Held held = Held.hold(connection, trash.mark(), trash.names(), (inside, found) -> {
            verify(found, trash);
            found.send(inside, new TrashSteps(found).lock());
            return found;
        });
        EndSessions.of(connection, held.manager(), held.seen().roles().keySet());
        return new TrashedTenant(trash.id(), trash.mark(), trash.ownerOid(), false);
    }

    /**
     * Roles are renamed back and stay locked; whoever makes the tenant what it has to be opens them.
     *
     * @param anyNamespace whether the wanted tenant's namespace may be one made anew under the same name
     */
    static void restore(Connection connection, TrashedTenant trash, Mark wanted, boolean anyNamespace)
            throws SQLException {
        checkSame(trash, wanted, anyNamespace);
        Held.hold(connection, trash.mark(), trash.names(), (inside, held) -> {
            verify(held, trash);
            // whoever makes a tenant of these names has to wait, or was first and is seen
            Groundwork.lock(inside, wanted.names().owner(), held.manager());
            checkFree(Catalog.read(inside, wanted.names()), trash);
            Groundwork.forget(inside, trash.names().owner());
            TrashSteps steps = new TrashSteps(held);
            List<Step> all = new ArrayList<>(steps.lock());
            all.addAll(steps.rename(wanted.names()));
            all.add(TrashSteps.mark(wanted.names().owner(), wanted.withTrashed(Optional.empty())));
            held.send(inside, all);
            return true;
        });
    }

    /** What the server has under that id. */
    static TrashedTenant find(Connection connection, String id) throws SQLException {
        Optional<TrashedTenant> found = Optional.empty();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    long oid = rows.getLong("oid");
                    found = Mark.read(rows.getString("comment")).flatMap(mark -> TrashedTenant.of(id, oid, mark, true));
                }
            }
        }
        return found.orElseThrow(() -> new ServerException(
                Reason.CONFLICT,
                "there is no trash of id " + id,
                "It may have been purged or restored already; trash is listed in the class's status."));
    }

    static void verify(Held held, TrashedTenant trash) {
        if (held.ownerOid() != trash.ownerOid()) {
            throw new ServerException(
                    Reason.CONFLICT,
                    "role %s is another one (OID %d) than the one that was trashed"
                            .formatted(trash.id(), held.ownerOid()),
                    "Somebody made it by hand: drop or rename it.");
        }
    }

    private static void checkSame(TrashedTenant trash, Mark wanted, boolean anyNamespace) {
        Mark was = trash.mark();
        boolean same = was.cluster().equals(wanted.cluster()) && was.key().equals(wanted.key());
        if (!same || !(anyNamespace || was.isSameTenant(wanted))) {
            throw new ServerException(
                    Reason.CONFLICT,
                    "%s was of %s, not of %s".formatted(trash.id(), was, wanted),
                    same
                            ? "A namespace made anew gets no data of an earlier one by itself; an admin decides."
                            : "Restore it under the namespace and name that it had.");
        }
    }

    private static void checkFree(Snapshot seen, TrashedTenant trash) {
        if (!seen.isFree()) {
            String taken = Stream.concat(
                            seen.roles().keySet().stream().sorted().map(role -> "role " + role.name()),
                            seen.schemaOwner().stream()
                                    .map(owner ->
                                            "schema " + seen.names().schema().name()))
                    .collect(joining(", "));
            throw new ServerException(
                    Reason.CONFLICT,
                    "%s can't have its names back while they live: %s%s"
                            .formatted(
                                    trash.id(),
                                    taken,
                                    seen.mark().map(mark -> " of " + mark).orElse("")),
                    "Trash, drop or rename what has them now; the trash stays as it is until its purge.");
        }
    }
}
