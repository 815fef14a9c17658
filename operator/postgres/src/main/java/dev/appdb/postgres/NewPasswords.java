package dev.appdb.postgres;

import dev.appdb.postgres.password.Passwords;
import dev.appdb.postgres.password.Verifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * New passwords for logins that nobody uses, so that whoever still has an old one goes on: of a kind's two logins the
 * one without sessions, then the one that never had a password, then the one whose password is older.
 */
record NewPasswords(List<Change> changes, Map<Kind, Login> logins) {
    private static final String IN_USE =
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename = ANY (?) AND pid <> pg_backend_pid()";

    static NewPasswords of(Connection connection, Snapshot seen, Set<Kind> kinds) throws SQLException {
        Set<Identifier> inUse = kinds.isEmpty() || seen.isFree() ? Set.of() : inUse(connection, seen.names());
        return of(seen, inUse, kinds);
    }

    /** Pure but for the passwords themselves. */
    static NewPasswords of(Snapshot seen, Set<Identifier> inUse, Set<Kind> kinds) {
        List<Change> changes = new ArrayList<>();
        Map<Kind, Login> logins = new EnumMap<>(Kind.class);
        kinds.stream().sorted().forEach(kind -> {
            Identifier login = seen.names().logins(kind).stream()
                    .min(Comparator.<Identifier, Boolean>comparing(inUse::contains)
                            .thenComparing(name -> seen.passwordSet().getOrDefault(name, Instant.MIN)))
                    .orElseThrow();
            String password = Passwords.random();
            changes.add(new Change.SetVerifier(login, Verifier.of(password)));
            changes.add(new Change.StampLogin(login, seen.now()));
            logins.put(kind, new Login(login.name(), password));
        });
        return new NewPasswords(changes, logins);
    }

    private static Set<Identifier> inUse(Connection connection, TenantNames names) throws SQLException {
        Object[] roles = names.roles().stream().map(Identifier::name).toArray();
        try (PreparedStatement statement = connection.prepareStatement(IN_USE)) {
            statement.setArray(1, connection.createArrayOf("text", roles));
            try (ResultSet rows = statement.executeQuery()) {
                Set<Identifier> inUse = new HashSet<>();
                while (rows.next()) {
                    inUse.add(new Identifier(rows.getString(1)));
                }
                return inUse;
            }
        }
    }
}
