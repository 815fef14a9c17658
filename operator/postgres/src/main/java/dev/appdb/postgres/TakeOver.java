package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * From 16 on only a member with the ADMIN option may change a role. Roles restored from an earlier version's dump, or
 * made again by hand, have no such member: a superuser has to say that the manager may.
 */
final class TakeOver {
    private static final String UNMANAGED = """
            SELECT r.rolname, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser
            FROM pg_roles r
            WHERE r.rolname = ANY (?) AND NOT EXISTS (
              SELECT FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
              WHERE a.roleid = r.oid AND a.admin_option AND m.rolname = ?)
            ORDER BY r.rolname""";

    private TakeOver() {}

    /**
     * @return what the admin itself can do about it, being a superuser
     * @throws ServerException {@code MISSING_PRIVILEGE} with the statement, when it is none
     */
    static List<Step> of(Connection connection, Snapshot seen, Identifier manager) throws SQLException {
        if (seen.roles().isEmpty() || connection.getMetaData().getDatabaseMajorVersion() < 16) {
            return List.of();
        }
        List<String> roles = new ArrayList<>();
        boolean superuser = false;
        try (PreparedStatement statement = connection.prepareStatement(UNMANAGED)) {
            Object[] all = seen.roles().keySet().stream().map(Identifier::name).toArray();
            statement.setArray(1, connection.createArrayOf("text", all));
            statement.setString(2, manager.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    roles.add(rows.getString("rolname"));
                    superuser = rows.getBoolean("superuser");
                }
            }
        }
        if (roles.isEmpty()) {
            return List.of();
        }
        String grant = "GRANT %s TO %s WITH ADMIN OPTION"
                .formatted(
                        roles.stream()
                                .map(role -> new Identifier(role).toString())
                                .collect(Collectors.joining(", ")),
                        manager);
        if (!superuser) {
            throw new ServerException(
                    Reason.MISSING_PRIVILEGE,
                    "the ADMIN option on %s, made by another admin or restored from a dump"
                            .formatted(String.join(", ", roles)),
                    grant);
        }
        return List.of(Step.of(grant));
    }
}
