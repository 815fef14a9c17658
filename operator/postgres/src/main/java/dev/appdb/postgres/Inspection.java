package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server is and what its admin may not do there, each thing with the statement that would change it. */
final class Inspection {
    private static final int OLDEST = 14;

    private static final String SERVER = """
            SELECT current_setting('server_version') AS version, d.oid AS database, pg_is_in_recovery() AS standby,
                   (SELECT system_identifier::text FROM pg_control_system()) AS system,
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                     - coalesce(current_setting('reserved_connections', true)::int, 0) AS max_connections,
                   d.datname, r.rolname AS admin, r.rolsuper, r.rolcreaterole, pg_get_userbyid(d.datdba) AS owner,
                   has_database_privilege(d.oid, 'CREATE WITH GRANT OPTION') AS may_create,
                   pg_has_role(d.datdba, 'MEMBER') AND NOT pg_has_role(d.datdba, 'USAGE') AS does_not_inherit,
                   EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                           WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT') AS all_connect
            FROM pg_database d CROSS JOIN pg_roles r
            WHERE d.datname = current_database() AND r.rolname = current_user""";

    private static final String UNREACHABLE_MANAGERS = """
            SELECT m.rolname FROM pg_roles m
            WHERE m.rolname ~ '%s' AND m.rolcreaterole AND NOT m.rolcanlogin
              AND has_database_privilege(m.oid, current_database(), 'CREATE') AND NOT pg_has_role(m.oid, '%s')
            ORDER BY m.oid""";

    private static final String PUBLIC_IS_OPEN = """
            SELECT pg_has_role(n.nspowner, 'USAGE') AS ours FROM pg_namespace n
            WHERE n.nspname = 'public' AND has_schema_privilege('public', n.oid, 'CREATE')""";

    private final Connection connection;
    private final int majorVersion;
    private final List<MissingPrivilege> missing = new ArrayList<>();
    private final List<MissingPrivilege> advice = new ArrayList<>();

    private Inspection(Connection connection) throws SQLException {
        this.connection = connection;
        this.majorVersion = connection.getMetaData().getDatabaseMajorVersion();
    }

    static ServerReport of(Connection connection, Connector connector) throws SQLException {
        return new Inspection(connection).report(Optional.of(connector));
    }

    /** Who answers; nothing is judged, made or revoked. */
    static ServerReport identity(Connection connection) throws SQLException {
        return new Inspection(connection).report(Optional.empty());
    }

    private ServerReport report(Optional<Connector> thorough) throws SQLException {
        if (majorVersion < OLDEST) {
            throw new ServerException(
                    Reason.OTHER,
                    "PostgreSQL %d is too old for AppDB".formatted(majorVersion),
                    "Use PostgreSQL %d or newer.".formatted(OLDEST));
        }
        try (Statement statement = connection.createStatement();
                ResultSet server = statement.executeQuery(SERVER)) {
            server.next();
            boolean standby = server.getBoolean("standby");
            if (thorough.isPresent() && !standby) {
                judge(server, thorough.get());
            }
            return new ServerReport(
                    server.getString("version"),
                    server.getString("system"),
                    server.getLong("database"),
                    standby,
                    server.getInt("max_connections"),
                    missing,
                    advice);
        }
    }

    private void judge(ResultSet server, Connector connector) throws SQLException {
        boolean superuser = server.getBoolean("rolsuper");
        if (!superuser) {
            lookAtAdmin(server);
            lookAtManagers(new Identifier(server.getString("admin")));
        }
        List<MissingPrivilege> ground = Groundwork.check(connection);
        missing.addAll(ground);
        if (ground.isEmpty() && !superuser && majorVersion >= 16) {
            Upgraded.check(connection, server.getString("datname")).ifPresent(missing::add);
        }
        lookAtPublic(server);
        advice.addAll(Doors.check(connector, ground.isEmpty() ? Doors.tenantsLogin(connection) : Optional.empty()));
    }

    private void lookAtAdmin(ResultSet server) throws SQLException {
        Identifier admin = new Identifier(server.getString("admin"));
        Identifier database = new Identifier(server.getString("datname"));
        if (!server.getBoolean("rolcreaterole")) {
            missing.add(new MissingPrivilege(
                    "CREATEROLE of " + admin.name() + ", to make the tenants' roles",
                    "ALTER ROLE %s CREATEROLE".formatted(admin)));
        }
        if (server.getBoolean("may_create")) {
            return;
        }
        if (server.getBoolean("does_not_inherit")) {
            Identifier owner = new Identifier(server.getString("owner"));
            missing.add(new MissingPrivilege(
                    "what role %s may do, which owns database %s and of which %s is a member without inheriting"
                            .formatted(owner.name(), database.name(), admin.name()),
                    majorVersion >= 16
                            ? "GRANT %s TO %s WITH INHERIT TRUE".formatted(owner, admin)
                            : "ALTER ROLE %s INHERIT".formatted(admin)));
        } else {
            missing.add(new MissingPrivilege(
                    "CREATE on database %s with the right to pass it on, to make the tenants' schemas"
                            .formatted(database.name()),
                    "GRANT CREATE ON DATABASE %s TO %s WITH GRANT OPTION".formatted(database, admin)));
        }
    }

    /** They are left from an admin login that was replaced. Before 16 CREATEROLE is enough to help oneself. */
    private void lookAtManagers(Identifier admin) throws SQLException {
        List<Identifier> managers = strangeManagers();
        if (managers.isEmpty()) {
            return;
        }
        String grant = ManagerNames.grant(managers, admin, majorVersion >= 16);
        if (majorVersion < 16 && missing.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(grant);
            }
        } else {
            missing.add(new MissingPrivilege(
                    "the right to act as %s, under which tenants were made".formatted(ManagerNames.told(managers)),
                    grant));
        }
    }

    private List<Identifier> strangeManagers() throws SQLException {
        String sql = UNREACHABLE_MANAGERS.formatted(ManagerNames.ANY, majorVersion >= 16 ? "SET" : "MEMBER");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Identifier> managers = new ArrayList<>();
            while (rows.next()) {
                managers.add(new Identifier(rows.getString(1)));
            }
            return managers;
        }
    }

    private void lookAtPublic(ResultSet server) throws SQLException {
        Identifier database = new Identifier(server.getString("datname"));
        if (!server.getBoolean("all_connect")) {
            missing.add(new MissingPrivilege(
                    "CONNECT on database %s for the tenants' logins".formatted(database.name()),
                    "GRANT CONNECT ON DATABASE %s TO PUBLIC".formatted(database)));
        }
        String close = "REVOKE CREATE ON SCHEMA public FROM PUBLIC";
        try (Statement statement = connection.createStatement()) {
            if (isPublicOpen(statement, true)) {
                statement.execute(close);
            }
            if (isPublicOpen(statement, false)) {
                advice.add(new MissingPrivilege(
                        "tenants can make objects in schema public, where other tenants see them", close));
            }
        }
    }

    private static boolean isPublicOpen(Statement statement, boolean andOurs) throws SQLException {
        try (ResultSet open = statement.executeQuery(PUBLIC_IS_OPEN)) {
            return open.next() && (!andOurs || open.getBoolean("ours"));
        }
    }
}
