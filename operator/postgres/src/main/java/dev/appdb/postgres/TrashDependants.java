package dev.appdb.postgres;

import static java.util.stream.Collectors.joining;

import dev.appdb.postgres.ServerException.Reason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would be broken, or stand in the way, if all that a tenant's roles own were dropped. Read from catalogs alone. */
final class TrashDependants {
    /** As many are named; how many more there are is said. */
    static final int MOST = 20;

    private TrashDependants() {}

    /** @throws ServerException {@code DEPENDED_ON}, naming them and whose they are */
    static void check(Connection connection, Held held, TrashedTenant trash) throws SQLException {
        List<String> named = new ArrayList<>();
        long all = 0;
        try (PreparedStatement statement = connection.prepareStatement(TrashDependantsQuery.SQL)) {
            Array roles = connection.createArrayOf(
                    "text",
                    held.seen().roles().keySet().stream().map(Identifier::name).toArray());
            statement.setArray(1, roles);
            statement.setInt(2, MOST);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all = rows.getLong("every");
                    named.add(describe(rows));
                }
            }
        }
        if (!named.isEmpty()) {
            throw new ServerException(
                    Reason.DEPENDED_ON,
                    "%s is not purged, since others depend on it: %s%s"
                            .formatted(
                                    trash,
                                    named.stream().collect(joining("; ")),
                                    all > named.size() ? "; and %d more".formatted(all - named.size()) : ""),
                    "Nothing was dropped. Have their owners drop or change them, or restore it; it is tried again.");
        }
    }

    private static String describe(ResultSet row) throws SQLException {
        String what = row.getString("what");
        Optional<String> owner = Optional.ofNullable(row.getString("owner"));
        Optional<Mark> mark = Optional.ofNullable(row.getString("comment")).flatMap(Mark::read);
        if (owner.isEmpty()) {
            return what;
        }
        String whose = mark.map(tenant ->
                        "AppDatabase " + tenant.key() + (tenant.trashed().isPresent() ? ", in the trash" : ""))
                .orElse("role " + owner.get());
        return "%s (of %s)".formatted(what, whose);
    }
}
