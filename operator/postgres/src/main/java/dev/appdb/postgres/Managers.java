package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The roles under which tenants are made, {@code appdb_<cluster>_manager_<n>}: each knows a bounded number of tenants, so
 * that making one stays as quick as it was, and they outlive a change of the admin's login.
 */
final class Managers {
    /** 32 to 128 were measured as equally good. */
    static final int TENANTS_EACH = 64;

    private static final int MOST_RIVALS = 20;

    /** duplicate_object, and the unique_violation that two sessions at once get instead. */
    private static final Set<String> NAME_TAKEN = Set.of("42710", "23505");

    /** No tenant's name has parentheses. */
    private static final Identifier LOCK = new Identifier("(managers)");

    private static final String CANDIDATES = """
            SELECT m.rolname, has_database_privilege(m.oid, current_database(), 'CREATE') AS usable,
                   pg_has_role(m.oid, '%1$s') AS ours,
                   (SELECT count(*) FROM appdb.guard g WHERE g.manager = m.rolname) AS tenants,
                   EXISTS (SELECT FROM appdb.guard g WHERE g.manager = m.rolname AND g.tenant = ?) AS guards,
                   (SELECT count(DISTINCT a.roleid) FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid
                    WHERE a.member = m.oid AND a.admin_option AND r.rolname = ANY (?)) AS administers
            FROM pg_roles m
            WHERE m.rolname ~ ('^' || ? || '[0-9]+$') AND m.rolcreaterole AND NOT m.rolcanlogin
            ORDER BY m.oid""";

    private static final String NEXT = """
            SELECT coalesce(max(substring(rolname FROM '[0-9]+$')::int), 0) + 1
            FROM pg_roles WHERE rolname ~ ('^' || ? || '[0-9]{1,6}$')""";

    private final Connection connection;
    private final TenantNames names;
    private final String prefix;
    private final boolean grantsHaveOptions;

    private Managers(Connection connection, TenantNames names, String cluster) throws SQLException {
        this.connection = connection;
        this.names = names;
        this.prefix = ManagerNames.prefix(cluster);
        this.grantsHaveOptions = connection.getMetaData().getDatabaseMajorVersion() >= 16;
    }

    /** The one that the tenant was made under, else one that has room, else a new one. */
    static Identifier choose(Connection connection, String cluster, Snapshot seen) throws SQLException {
        Managers managers = new Managers(connection, seen.names(), cluster);
        Optional<Identifier> there = managers.find(seen);
        return there.isPresent() ? there.get() : managers.findOrMake(seen);
    }

    private Optional<Identifier> find(Snapshot seen) throws SQLException {
        List<Candidate> all = candidates();
        Optional<Candidate> administrator = all.stream()
                .filter(candidate -> candidate.administers > 0)
                .max(Comparator.comparingLong(Candidate::administers));
        if (administrator.isPresent()) {
            return Optional.of(administrator.get().orComplain(connection));
        }
        Optional<Candidate> guard = all.stream()
                .filter(candidate -> !seen.isFree() && candidate.guards && candidate.ours)
                .findFirst();
        return guard.or(() -> all.stream().filter(Candidate::hasRoom).findFirst())
                .map(Candidate::name);
    }

    /**
     * One session at a time, so that two tenants in need of a new manager share it. The lock is this database's and
     * roles are the server's: another database's session may take the number first.
     */
    private Identifier findOrMake(Snapshot seen) throws SQLException {
        for (int rivals = 0; ; rivals++) {
            try {
                return Transaction.run(connection, inside -> {
                    Groundwork.lock(inside, LOCK, LOCK);
                    Optional<Identifier> meanwhile = find(seen);
                    return meanwhile.isPresent() ? meanwhile.get() : make();
                });
            } catch (SQLException failure) {
                if (rivals == MOST_RIVALS || !NAME_TAKEN.contains(String.valueOf(failure.getSQLState()))) {
                    throw failure;
                }
            }
        }
    }

    private Identifier make() throws SQLException {
        Identifier manager = next();
        Identifier database = new Identifier(connection.getCatalog());
        Transaction.send(
                connection,
                List.of(
                        Step.of("CREATE ROLE %s NOLOGIN CREATEROLE".formatted(manager)),
                        Step.of("GRANT %s TO CURRENT_USER%s"
                                .formatted(manager, grantsHaveOptions ? " WITH INHERIT FALSE, SET TRUE" : "")),
                        Step.of("GRANT CREATE ON DATABASE %s TO %s".formatted(database, manager))));
        // granting what one may not grant is a warning only
        if (candidates().stream().noneMatch(made -> made.name.equals(manager) && made.usable)) {
            throw new ServerException(
                    Reason.MISSING_PRIVILEGE,
                    "CREATE on database %s, with the right to pass it on to the roles that make tenants"
                            .formatted(database.name()),
                    "GRANT CREATE ON DATABASE %s TO %s WITH GRANT OPTION"
                            .formatted(database, AdminSessions.actor(connection)));
        }
        return manager;
    }

    private Identifier next() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setString(1, prefix);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Identifier(prefix + row.getInt(1));
            }
        }
    }

    private List<Candidate> candidates() throws SQLException {
        String membership = grantsHaveOptions ? "SET" : "MEMBER";
        try (PreparedStatement statement = connection.prepareStatement(CANDIDATES.formatted(membership))) {
            statement.setString(1, names.owner().name());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.roles().stream().map(Identifier::name).toArray()));
            statement.setString(3, prefix);
            try (ResultSet rows = statement.executeQuery()) {
                List<Candidate> candidates = new ArrayList<>();
                while (rows.next()) {
                    candidates.add(new Candidate(
                            new Identifier(rows.getString("rolname")),
                            rows.getBoolean("usable"),
                            rows.getBoolean("ours"),
                            rows.getLong("tenants"),
                            rows.getBoolean("guards"),
                            // before 16 every CREATEROLE role may change every other
                            grantsHaveOptions ? rows.getLong("administers") : 0));
                }
                return candidates;
            }
        }
    }

    /**
     * @param usable whether it may make schemas in this database
     * @param ours whether the admin may act as it
     * @param tenants how many were made under it
     * @param guards whether it was noted as this tenant's
     * @param administers how many of this tenant's roles it may change
     */
    private record Candidate(
            Identifier name, boolean usable, boolean ours, long tenants, boolean guards, long administers) {
        boolean hasRoom() {
            return usable && ours && tenants < TENANTS_EACH;
        }

        /** Nobody else can change the tenant's roles, so another manager is no way out. */
        Identifier orComplain(Connection connection) throws SQLException {
            if (!ours) {
                throw new ServerException(
                        Reason.MISSING_PRIVILEGE,
                        "the right to act as %s, which manages this tenant's roles".formatted(name.name()),
                        ManagerNames.grant(name, AdminSessions.actor(connection), true));
            }
            return name;
        }
    }
}
