package dev.appdb.postgres;

import dev.appdb.postgres.AuthenticationProbe.Wants;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a server lets the admin and the tenants in by something weaker than SCRAM. */
final class Doors {
    /** Nobody's: the server answers for it as for a login that it knows. */
    private static final String ANYBODY = "appdb_nobody";

    private static final String RULES =
            "SELECT line_number, type, database, user_name, address FROM pg_hba_file_rules WHERE auth_method %s";

    private Doors() {}

    static List<MissingPrivilege> check(Connector connector, Optional<String> tenantsLogin) {
        AuthenticationProbe probe = connector.probe();
        String admin = connector.access().url().user();
        List<MissingPrivilege> advice = new ArrayList<>();
        probe.of(admin)
                .flatMap(wants -> told(wants, "the admin's login " + admin, new Identifier(admin)))
                .ifPresent(advice::add);
        probe.of(tenantsLogin.orElse(ANYBODY))
                // of a login that is not there the server knows no password: it names the method that is its default
                .filter(wants -> wants != Wants.MD5 || tenantsLogin.isPresent())
                .flatMap(wants -> told(wants, "tenants' logins", new Identifier(tenantsLogin.orElse(ANYBODY))))
                .ifPresent(advice::add);
        return advice;
    }

    /** One of this database's, by AppDB's own table; empty where there is none yet. */
    static Optional<String> tenantsLogin(Connection connection) throws SQLException {
        String sql = "SELECT rolname FROM appdb.guard JOIN pg_roles ON rolname = (tenant || '_app_a')::name LIMIT 1";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private static Optional<MissingPrivilege> told(Wants wants, String who, Identifier login) {
        return switch (wants) {
            case SOMETHING_BETTER -> Optional.empty();
            case NOTHING ->
                Optional.of(new MissingPrivilege(
                        "pg_hba.conf lets %s in without a password: say scram-sha-256 there and reload".formatted(who),
                        RULES.formatted("IN ('trust', 'ident', 'peer')")));
            case CLEAR_PASSWORD ->
                Optional.of(new MissingPrivilege(
                        "pg_hba.conf asks %s for the password in the clear: say scram-sha-256 there and reload"
                                .formatted(who),
                        RULES.formatted("NOT IN ('scram-sha-256', 'md5', 'cert', 'reject')")));
            case MD5 ->
                Optional.of(new MissingPrivilege(
                        "the server keeps an md5 of a password of %s: set it anew, or rotate it".formatted(who),
                        "SET password_encryption = 'scram-sha-256'; ALTER ROLE %s PASSWORD 'choose one'"
                                .formatted(login)));
        };
    }
}
