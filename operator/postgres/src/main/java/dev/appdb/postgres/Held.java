package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tenant, or trash, as it stands while its guard row is locked and its mark is the one that the caller knows: whoever
 * took it up again meanwhile has won.
 *
 * @param ownerOid of its owner role
 */
record Held(Snapshot seen, long ownerOid, Identifier manager, boolean grantsHaveOptions) {
    private static final int OPTIONS_SINCE = 16;

    /** What is done with it, inside the transaction. */
    interface Work<T> {
        T with(Connection connection, Held held) throws SQLException;
    }

    /**
     * One transaction.
     *
     * @throws ServerException {@code CONFLICT} when the owner's mark is another one, or the tenant in another database
     */
    static <T> T hold(Connection connection, Mark mark, TenantNames names, Work<T> work) throws SQLException {
        Groundwork.lay(connection);
        Snapshot before = check(Catalog.read(connection, names), mark);
        Identifier manager = Managers.choose(connection, mark.cluster(), before);
        boolean options = connection.getMetaData().getDatabaseMajorVersion() >= OPTIONS_SINCE;
        return Transaction.run(connection, inside -> {
            Groundwork.lock(inside, names.owner(), manager);
            Snapshot seen = check(Catalog.read(inside, names), mark);
            return work.with(inside, new Held(seen, oid(inside, names.owner()), manager, options));
        });
    }

    /** As the manager, who may have to be given the roles first. */
    void send(Connection connection, List<Step> steps) throws SQLException {
        if (!steps.isEmpty()) {
            List<Step> all = new ArrayList<>(TakeOver.of(connection, seen, manager));
            all.add(Step.of("SET LOCAL ROLE " + manager));
            all.addAll(steps);
            Transaction.send(connection, all);
        }
    }

    /** With the owner role that has the name now. */
    Held again(Connection connection) throws SQLException {
        return new Held(seen, oid(connection, seen.names().owner()), manager, grantsHaveOptions);
    }

    private static Snapshot check(Snapshot seen, Mark mark) {
        Claim.checkPrimary(seen.standby());
        if (!seen.mark().equals(Optional.of(mark))) {
            throw new ServerException(
                    Reason.CONFLICT,
                    "role %s belongs to %s by now, and not to %s as it was seen"
                            .formatted(
                                    seen.names().owner().name(),
                                    seen.mark().map(Mark::toString).orElse("nobody"),
                                    mark),
                    "Somebody took it up again: look at it anew.");
        }
        Claim.checkDatabase(seen);
        return seen;
    }

    private static long oid(Connection connection, Identifier role) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT oid FROM pg_roles WHERE rolname = ?::name")) {
            statement.setString(1, role.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
