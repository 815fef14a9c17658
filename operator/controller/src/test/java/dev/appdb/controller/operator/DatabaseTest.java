package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus.Binding;
import dev.appdb.api.AppDatabaseStatus.Roles;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static final String ALL = "allowedNamespaces: {from: All}";

    private final Installation installation = Installation.shared();
    private final TestAdmin admin = PostgresServers.newest().createAdmin();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = installation.newNamespace();
    private final String schema = namespace.replace('-', '_') + "__shop";

    @BeforeEach
    void aClass() {
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), ALL);
    }

    @Test
    void anAppDatabaseBecomesASchemaAndThreeSecretsThatLogIn() throws SQLException {
        shop("className: " + className);

        AppDatabase shop = installation.database(namespace, "shop");
        assertThat(shop.getStatus().boundClass()).isEqualTo(className);
        assertThat(shop.getStatus().schema()).isEqualTo(schema);
        assertThat(shop.getStatus().binding()).isEqualTo(new Binding("shop-db"));
        assertThat(shop.getStatus().roles()).isEqualTo(new Roles(schema, schema + "_app", schema + "_readonly"));
        for (String secret : List.of("shop-db", "shop-db-migrator", "shop-db-readonly")) {
            Map<String, String> keys = installation.secret(namespace, secret);
            assertThat(keys)
                    .containsOnlyKeys(
                            "DATABASE_URL",
                            "PRT_DB_CONN_STR",
                            "database",
                            "dbname",
                            "fqdn-uri",
                            "host",
                            "jdbc-uri",
                            "password",
                            "pgpass",
                            "port",
                            "provider",
                            "schema",
                            "type",
                            "uri",
                            "user",
                            "username")
                    .containsEntry("schema", schema)
                    .containsEntry("dbname", admin.database());
            assertThat(first(keys, "SELECT current_schema()")).isEqualTo(schema);
        }
        execute(installation.secret(namespace, "shop-db-migrator"), "CREATE TABLE item (id int)");
        execute(installation.secret(namespace, "shop-db"), "INSERT INTO item VALUES (1)");
        assertThat(first(installation.secret(namespace, "shop-db-readonly"), "SELECT count(*) FROM item"))
                .isEqualTo("1");
        assertThatThrownBy(() -> execute(installation.secret(namespace, "shop-db"), "CREATE TABLE other (id int)"))
                .hasMessageContaining("permission denied");
        installation.untilClass(className, Reason.Ready);
        Installation.await("the class to count its databases").until(() -> countsOne());
    }

    @Test
    void aSecondReconcileChangesNothing() {
        shop("className: " + className);
        Installation.await("the class to count it").until(() -> countsOne());
        String catalog = catalog();
        String before = installation.database(namespace, "shop").getStatus().toString();
        double passes = installation.passes();

        installation
                .client()
                .resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName("shop")
                .edit(shop -> {
                    shop.getMetadata().setAnnotations(Map.of("example.com/looked-at", "again"));
                    return shop;
                });

        Installation.await("another pass").until(() -> installation.passes() > passes);
        assertThat(catalog()).isEqualTo(catalog);
        assertThat(installation.database(namespace, "shop").getStatus().toString())
                .isEqualTo(before);
    }

    @Test
    void deletedAndAppliedAgainItFindsItsDataAndKeepsItsPassword() throws SQLException {
        shop("className: " + className);
        Map<String, String> migrator = installation.secret(namespace, "shop-db-migrator");
        execute(migrator, "CREATE TABLE item (id int)");
        try (Connection app = connect(installation.secret(namespace, "shop-db"))) {
            installation
                    .client()
                    .resources(AppDatabase.class)
                    .inNamespace(namespace)
                    .withName("shop")
                    .delete();
            Installation.await("it to be gone").until(() -> installation
                    .client()
                    .resources(AppDatabase.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .isEmpty());

            shop("className: " + className);

            assertThat(app.createStatement().execute("INSERT INTO item VALUES (1)"))
                    .isFalse();
        }
        assertThat(installation.secret(namespace, "shop-db-migrator")).isEqualTo(migrator);
    }

    @Test
    void aLostSecretComesBackWithAnotherLoginWhileTheOldOneGoesOn() throws SQLException {
        shop("className: " + className);
        Map<String, String> before = installation.secret(namespace, "shop-db");
        installation
                .client()
                .secrets()
                .inNamespace(namespace)
                .withName("shop-db")
                .delete();

        Installation.await("the Secret")
                .until(() -> installation
                                .client()
                                .secrets()
                                .inNamespace(namespace)
                                .withName("shop-db")
                                .get()
                        != null);

        Map<String, String> after = installation.secret(namespace, "shop-db");
        assertThat(after.get("username")).isNotEqualTo(before.get("username"));
        assertThat(first(after, "SELECT current_schema()")).isEqualTo(schema);
        assertThat(first(before, "SELECT current_schema()")).isEqualTo(schema);
        Installation.await("an Event").untilAsserted(() -> assertThat(installation.events(namespace, "shop"))
                .anySatisfy(event ->
                        assertThat(event).startsWith("Normal Repaired: ").contains("Secret shop-db")));
    }

    @Test
    void anEditedSecretIsRepairedAndItsPasswordReplacedOnlyIfWrong() throws SQLException {
        shop("className: " + className);
        Map<String, String> before = installation.secret(namespace, "shop-db");

        edit("shop-db", "uri", "nonsense");
        Installation.await("the uri").until(() -> Objects.equals(value("uri"), before.get("uri")));
        assertThat(installation.secret(namespace, "shop-db")).isEqualTo(before);

        edit("shop-db", "password", "guessed");
        Installation.await("another login").until(() -> !Objects.equals(value("username"), before.get("username")));
        assertThat(first(installation.secret(namespace, "shop-db"), "SELECT current_schema()"))
                .isEqualTo(schema);
    }

    @Test
    void whatWasChangedOnTheServerIsFoundAndPutRight() {
        shop("className: " + className + "\nlimits: {connections: 7}");
        admin.server().sql("postgres", "ALTER ROLE %s_app_a CONNECTION LIMIT 99".formatted(schema));

        Installation.await("an Event").untilAsserted(() -> assertThat(installation.events(namespace, "shop"))
                .anySatisfy(event -> assertThat(event)
                        .isEqualTo("Normal Repaired: had drifted: CONNECTION LIMIT 7 of %s_app_a".formatted(schema))));
    }

    @Test
    void withoutReadonlyThatSecretGoesAndItsLoginIsLocked() throws SQLException {
        shop("className: " + className);
        Map<String, String> readonly = installation.secret(namespace, "shop-db-readonly");

        shop("className: " + className + "\naccess: {readonly: false}");

        assertThat(installation
                        .client()
                        .secrets()
                        .inNamespace(namespace)
                        .withName("shop-db-readonly")
                        .get())
                .isNull();
        assertThatThrownBy(() -> first(readonly, "SELECT 1")).hasMessageContaining("not permitted to log in");
        assertThat(installation.database(namespace, "shop").getStatus().roles())
                .isEqualTo(new Roles(schema, schema + "_app", null));
    }

    @Test
    void aStrangersSecretIsAConflictUntilItIsGone() {
        installation
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("shop-db")
                        .endMetadata()
                        .addToStringData("mine", "precious")
                        .build())
                .create();
        installation.database(namespace, "shop", "className: " + className);

        assertThat(installation.untilDatabase(namespace, "shop", Reason.Conflict))
                .contains("Secret shop-db is not of this AppDatabase");
        assertThat(installation.secret(namespace, "shop-db")).containsOnlyKeys("mine");

        installation
                .client()
                .secrets()
                .inNamespace(namespace)
                .withName("shop-db")
                .delete();
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    @Test
    void aSchemaOfSomebodyElseIsAConflict() {
        admin.server().sql(admin.database(), "CREATE SCHEMA " + schema);
        installation.database(namespace, "shop", "className: " + className);

        assertThat(installation.untilDatabase(namespace, "shop", Reason.Conflict))
                .contains(schema);

        admin.server().sql(admin.database(), "DROP SCHEMA " + schema);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    @Test
    void anUnknownClassIsSaidAndWaitedFor() {
        String later = className + "-later";
        installation.database(namespace, "shop", "className: " + later);

        assertThat(installation.untilDatabase(namespace, "shop", Reason.ClassNotFound))
                .contains("There is no AppDatabaseClass " + later);

        installation.adminSecret(later + "-admin", admin.password());
        installation.databaseClass(later, admin.url(), ALL);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    @Test
    void aNamespaceThatTheClassDoesNotAllowIsAllowedAsSoonAsItIsLabelled() {
        installation.databaseClass(
                className, admin.url(), "allowedNamespaces: {from: Selector, selector: {matchLabels: {team: shop}}}");
        installation.database(namespace, "shop", "className: " + className);

        assertThat(installation.untilDatabase(namespace, "shop", Reason.NamespaceNotAllowed))
                .contains("may not be used from namespace " + namespace);

        installation.client().namespaces().withName(namespace).edit(found -> {
            found.getMetadata().getLabels().put("team", "shop");
            return found;
        });
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    private void shop(String spec) {
        installation.database(namespace, "shop", spec);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    private boolean countsOne() {
        return Objects.equals(installation.databaseClass(className).getStatus().databases(), 1);
    }

    private @Nullable String value(String key) {
        return installation.secret(namespace, "shop-db").get(key);
    }

    private void edit(String secret, String key, String value) {
        installation.client().secrets().inNamespace(namespace).withName(secret).edit(found -> {
            found.setStringData(Map.of(key, value));
            return found;
        });
    }

    /** Every row about the tenant, with the transaction that wrote it. */
    private String catalog() {
        try (Connection connection = admin.server().superuser(admin.database())) {
            return first(connection, """
                    SELECT string_agg(row, E'\\n' ORDER BY row) FROM (
                      SELECT 'role ' || oid || ' ' || xmin AS row FROM pg_authid WHERE rolname LIKE '%1$s%%'
                      UNION ALL SELECT 'member ' || roleid || ' ' || member || ' ' || xmin FROM pg_auth_members
                        WHERE roleid::regrole::text LIKE '%%%1$s%%'
                      UNION ALL SELECT 'schema ' || oid || ' ' || xmin FROM pg_namespace WHERE nspname = '%1$s'
                      UNION ALL SELECT 'defaults ' || oid || ' ' || xmin FROM pg_default_acl
                      UNION ALL SELECT 'setting ' || setrole || ' ' || xmin FROM pg_db_role_setting
                        WHERE setrole::regrole::text LIKE '%%%1$s%%') rows""".formatted(schema));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(Map<String, String> keys) throws SQLException {
        return DriverManager.getConnection(keys.get("jdbc-uri"));
    }

    private static void execute(Map<String, String> keys, String sql) throws SQLException {
        try (Connection connection = connect(keys);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(Map<String, String> keys, String sql) throws SQLException {
        try (Connection connection = connect(keys)) {
            return first(connection, sql);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
