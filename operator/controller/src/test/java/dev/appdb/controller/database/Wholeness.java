package dev.appdb.controller.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.postgres.FoundTenant;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has to be so after every crash and the next start. */
final class Wholeness {
    private Wholeness() {}

    /** Nothing is left to do, every Secret lets in, the copy is the app's, and there is no role but those of the tenant. */
    static void assertWhole(MortalOperator operator, String name) throws SQLException {
        List<Map<String, String>> secrets = operator.secrets(name);
        for (Map<String, String> secret : secrets) {
            assertThat(schema(secret)).isEqualTo(secret.get("schema"));
        }
        assertThat(operator.secret(copyOf(name)).orElseThrow()).containsAllEntriesOf(secrets.getFirst());
        String status = operator.now(name).getStatus().toString();
        assertThat(operator.pass(name, 0)).as("another pass writes nothing").isEmpty();
        assertThat(operator.now(name).getStatus().toString()).isEqualTo(status);
        assertThat(roles(operator, name)).isEqualTo(9);
        assertThat(found(operator, name)).isPresent();
    }

    /** A password in a Secret is one that the server knows, at any time. */
    static void assertSecretsWork(MortalOperator operator, String name) throws SQLException {
        for (Map<String, String> secret : operator.secretsLeft(name)) {
            assertThat(ask(secret, "SELECT session_user")).isEqualTo(secret.get("username"));
        }
    }

    /** YAML of an AppDatabase with a copy of its app's Secret. */
    static String withCopy(String name) {
        return "secret: {name: %s, template: {A: \"{{user}}\"}}\n".formatted(copyOf(name));
    }

    private static String copyOf(String name) {
        return "extra-" + name.substring(name.indexOf('-') + 1);
    }

    static Optional<FoundTenant> found(MortalOperator operator, String name) {
        return operator.census().tenants().stream()
                .filter(tenant -> tenant.mark().name().equals(name))
                .findFirst();
    }

    static int roles(MortalOperator operator, String name) throws SQLException {
        return rolesNamed(operator, "%s__%s".formatted(operator.namespace, name).replace('-', '_'));
    }

    /** Of the tenant, or trash, whose owner has that name. */
    static int rolesNamed(MortalOperator operator, String owner) throws SQLException {
        try (Connection connection = superuser(operator)) {
            return Integer.parseInt(first(
                    connection,
                    "SELECT count(*) FROM pg_roles WHERE rolname ~ '^%s(_(app|migrator|readonly)(_[ab])?)?$'"
                            .formatted(owner)));
        }
    }

    static String schema(Map<String, String> secret) throws SQLException {
        return ask(secret, "SELECT current_schema()");
    }

    static String ask(Map<String, String> secret, String sql) throws SQLException {
        try (Connection connection = connect(secret)) {
            return first(connection, sql);
        }
    }

    static void execute(Map<String, String> secret, String sql) throws SQLException {
        try (Connection connection = connect(secret);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Connection connect(Map<String, String> secret) throws SQLException {
        return DriverManager.getConnection(secret.get("jdbc-uri"));
    }

    private static Connection superuser(MortalOperator operator) throws SQLException {
        return operator.admin.server().superuser(operator.admin.database());
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
