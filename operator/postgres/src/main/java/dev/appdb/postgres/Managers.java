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

    /**
     * Nothing in it is asked of each role of the server, or of each manager, that costs more with every tenant. So names
     * are compared as a range (':' comes after '9'), and who may make schemas is read from the database's own list: asked
     * for a role's privilege, PostgreSQL follows all its memberships.
     */
    private static final String CANDIDATES = """
            WITH manager AS MATERIALIZED (
              SELECT oid, rolname FROM pg_roles
              WHERE rolname >= (? || '0')::name AND rolname < (? || ':')::name AND rolname ~ '[0-9]+$'
                AND rolcreaterole AND NOT rolcanlogin
            ), usable AS (
              SELECT a.grantee FROM pg_database d CROSS JOIN aclexplode(d.datacl) a
              WHERE d.datname = current_database() AND a.privilege_type = 'CREATE'
            ), guarded AS (
              SELECT g.manager, count(*) AS tenants, bool_or(g.tenant = ?) AS this FROM appdb.guard g GROUP BY g.manager
            ), administered AS (
              SELECT a.member, count(DISTINCT a.roleid) AS roles
              FROM pg_roles r JOIN pg_auth_members a ON a.roleid = r.oid
              WHERE r.rolname = ANY (?::name[]) AND a.admin_option
              GROUP BY a.member
            )
            SELECT m.rolname, m.oid IN (SELECT grantee FROM usable) AS usable, pg_has_role(m.oid, '%1$s') AS ours,
                   coalesce(g.tenants, 0) AS tenants, coalesce(g.this, false) AS guards,
                   coalesce(a.roles, 0) AS administers
            FROM manager m
            LEFT JOIN guarded g ON g.manager = m.rolname
            LEFT JOIN administered a ON a.member = m.oid
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
            statement.setString(1, prefix);
            statement.setString(2, prefix);
            statement.setString(3, names.owner().name());
            Object[] roles = names.roles().stream().map(Identifier::name).toArray();
            statement.setArray(4, connection.createArrayOf("text", roles));
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
