package dev.appdb.controller.operator;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.Assertions;

/** AppDatabase {@code shop} in a namespace of its own, of a class of its own, in a database of its own. */
final class Shop {
    final Installation installation;
    final TestAdmin admin = PostgresServers.newest().createAdmin();
    final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    final String namespace;
    final String owner;

    /** @param more YAML below the class's {@code spec} */
    Shop(Installation installation, String more) {
        this.installation = installation;
        this.namespace = installation.newNamespace();
        this.owner = namespace.replace('-', '_') + "__shop";
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), "allowedNamespaces: {from: All}\n" + more);
    }

    Shop(String more) {
        this(Installation.shared(), more);
    }

    Shop() {
        this("");
    }

    /** @param spec YAML below the AppDatabase's {@code spec}, beside the class */
    Shop apply(String spec) {
        installation.database(namespace, "shop", "className: " + className + "\n" + spec);
        return this;
    }

    String until(Reason reason) {
        return installation.untilDatabase(namespace, "shop", reason);
    }

    Shop provisioned() {
        until(Reason.Provisioned);
        return this;
    }

    AppDatabase now() {
        return installation.database(namespace, "shop");
    }

    void annotate(String key, String value) {
        installation
                .client()
                .resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName("shop")
                .edit(shop -> {
                    Map<String, String> annotations =
                            new HashMap<>(Optional.ofNullable(shop.getMetadata().getAnnotations())
                                    .orElse(Map.of()));
                    annotations.put(key, value);
                    shop.getMetadata().setAnnotations(annotations);
                    return shop;
                });
    }

    /** Does what a message says: its {@code kubectl annotate} command, word by word. */
    void annotateAsToldIn(String message) {
        String command = message.substring(message.indexOf("kubectl annotate"));
        String[] pair = command.split("'", -1)[1].split("=", 2);
        annotate(pair[0], pair[1]);
    }

    Map<String, String> secret() {
        return secret("shop-db");
    }

    Map<String, String> secret(String name) {
        return installation.secret(namespace, name);
    }

    boolean hasSecret(String name) {
        return installation
                        .client()
                        .secrets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null;
    }

    List<String> events() {
        return installation.events(namespace, "shop");
    }

    void untilEvent(String beginning) {
        Installation.await("Event " + beginning).untilAsserted(() -> Assertions.assertThat(events())
                .anySatisfy(event -> Assertions.assertThat(event).startsWith(beginning)));
    }

    /** As a superuser, in the class's database. */
    void sql(String... statements) {
        admin.server().sql(admin.database(), statements);
    }

    boolean canLogIn(String role) throws SQLException {
        try (Connection connection = admin.server().superuser(admin.database())) {
            return ask(connection, "SELECT rolcanlogin FROM pg_roles WHERE rolname = '%s'".formatted(role))
                    .equals("t");
        }
    }

    static Connection connect(Map<String, String> keys) throws SQLException {
        return DriverManager.getConnection(keys.get("jdbc-uri"));
    }

    static String ask(Map<String, String> keys, String sql) throws SQLException {
        try (Connection connection = connect(keys)) {
            return ask(connection, sql);
        }
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void execute(Map<String, String> keys, String sql) throws SQLException {
        try (Connection connection = connect(keys);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
