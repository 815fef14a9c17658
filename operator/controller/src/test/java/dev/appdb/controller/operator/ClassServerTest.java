package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.Forwarder;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAccess;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A class's server is another one, a standby, or takes another password of its admin; and what 'kubectl get' shows. */
class ClassServerTest {
    private static final String ALL = "allowedNamespaces: {from: All}";
    private static final List<String> SECRETS = List.of("shop-db", "shop-db-migrator", "shop-db-readonly");

    private final Installation installation = Installation.shared();
    private final TestPostgres server = PostgresServers.newest();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = installation.newNamespace();

    @Test
    void kubectlShowsWhatIsReadyAndWhoMayUseIt() {
        TestAdmin admin = server.createAdmin();
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(
                className,
                admin.url(),
                "connectionBudget: 50\nallowedNamespaces: {from: Selector, selector: {matchLabels: {team: shop}}}");
        installation.untilClass(className, Reason.Ready);

        String version = Objects.toString(
                installation.databaseClass(className).getStatus().serverVersion());
        List<String> shown = installation
                .kubectl("get", "appdatabaseclasses", className)
                .lines()
                .toList();
        assertThat(shown.getFirst().split(" +"))
                .containsExactly("NAME", "VERSION", "NAMESPACES", "DATABASES", "READY", "AGE");
        assertThat(shown.getLast()).matches(className + " +" + version + " +team=shop +0 +True +[0-9a-z]+");
        List<String> wide = installation
                .kubectl("get", "adbc", className, "-o", "wide")
                .lines()
                .toList();
        assertThat(wide.getFirst()).contains("CONNECTIONS", "ORPHANS", "REASON");
        assertThat(wide.getLast()).matches(".* team=shop +0 +0 .*True +Ready .*");
    }

    @Test
    void whoMayUseAClassIsToldInWords() {
        TestAdmin admin = server.createAdmin();
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), "");
        installation.untilClass(className, Reason.Ready);
        assertThat(installation.databaseClass(className).getStatus().usableFrom())
                .isEqualTo(installation.namespace());

        installation.databaseClass(className, admin.url(), ALL);
        installation.untilClass(className, Reason.Ready);
        assertThat(installation.databaseClass(className).getStatus().usableFrom())
                .isEqualTo("all namespaces");
    }

    @Test
    void anotherPasswordOfTheAdminNeedsOnlyItsSecret() throws SQLException {
        TestAdmin admin = server.createAdmin();
        shopOf(admin.url(), admin.password());

        server.sql(
                "postgres",
                "ALTER ROLE %s PASSWORD 'another one'".formatted(admin.user()),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'".formatted(admin.user()));
        installation.adminSecret(className + "-admin", "another one");

        installation.database(namespace, "late", "className: " + className);
        installation.untilDatabase(namespace, "late", Reason.Provisioned);
        installation.untilClass(className, Reason.Ready);
        server.sql("postgres", "ALTER ROLE %s_app_a CONNECTION LIMIT 99".formatted(schema()));
        Installation.await("drift to be found").untilAsserted(() -> assertThat(installation.events(namespace, "shop"))
                .anySatisfy(event -> assertThat(event).contains("Repaired")));
    }

    @Test
    void aServerBuiltAnewIsLeftAloneUntilItIsConfirmedAndThenEverythingIsMadeThere() throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (TestPostgres rebuilt = PostgresServers.start(server.version());
                var way = new Forwarder(server.port())) {
            way.mend();
            shopOf(admin.url().replace(":" + server.port(), ":" + way.port()), admin.password());
            Map<String, Map<String, String>> before = secrets();
            rebuilt.sql(
                    "postgres",
                    "CREATE ROLE %s LOGIN CREATEROLE PASSWORD '%s'".formatted(admin.user(), admin.password()),
                    "CREATE DATABASE %s OWNER %s".formatted(admin.database(), admin.user()));

            way.redirect(rebuilt.port());
            String message = installation.untilClass(className, Reason.ServerChanged);
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);
            assertThat(secrets()).isEqualTo(before);
            assertThat(madeBy(admin, rebuilt)).isZero();

            String confirmation = message.replaceAll("(?s).*" + ClassReconciliation.CONFIRM_SERVER + "=(\\S+).*", "$1");
            installation
                    .client()
                    .resources(AppDatabaseClass.class)
                    .withName(className)
                    .edit(found -> {
                        found.getMetadata().setAnnotations(Map.of(ClassReconciliation.CONFIRM_SERVER, confirmation));
                        return found;
                    });

            Installation.await("new passwords").untilAsserted(() -> {
                for (String name : SECRETS) {
                    assertThat(installation.secret(namespace, name).get("password"))
                            .isNotEqualTo(
                                    Objects.requireNonNull(before.get(name)).get("password"));
                }
            });
            installation.untilClass(className, Reason.Ready);
            for (String name : SECRETS) {
                DriverManager.getConnection(installation.secret(namespace, name).get("jdbc-uri"))
                        .close();
            }
            String old = Objects.requireNonNull(before.get("shop-db")).get("jdbc-uri");
            assertThatThrownBy(() -> DriverManager.getConnection(old)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void ofAStandbyNothingIsConcludedAndAfterItsPromotionWorkGoesOn() throws SQLException {
        try (TestPostgres own = PostgresServers.start(server.version())) {
            TestAdmin admin = own.createAdmin();
            shopOf(admin.url(), admin.password());
            Map<String, Map<String, String>> before = secrets();

            own.restartAsStandby();
            installation.untilClass(className, Reason.ServerIsStandby);
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);
            assertThat(installation.databaseClass(className).getStatus().systemIdentifier())
                    .isNotNull();

            own.sql("postgres", "SELECT pg_promote()");
            installation.untilClass(className, Reason.Ready);
            own.sql("postgres", "ALTER ROLE %s_app_a CONNECTION LIMIT 99".formatted(schema()));
            Installation.await("drift to be found")
                    .untilAsserted(() -> assertThat(installation.events(namespace, "shop"))
                            .anySatisfy(event -> assertThat(event).contains("Repaired")));
            assertThat(secrets()).isEqualTo(before);
        }
    }

    @Test
    void aServerThatAsksNobodyForAPasswordIsUsedAndReported() {
        var trusting = TestAccess.of("host all all 127.0.0.1/32 trust");
        try (TestPostgres own = PostgresServers.start(server.version(), trusting)) {
            TestAdmin admin = own.createAdmin();
            shopOf(admin.url(), admin.password());

            assertThat(installation.untilClass(className, Reason.Ready))
                    .contains("tenants' logins in without a password: say scram-sha-256");
        }
    }

    private void shopOf(String url, String password) {
        installation.adminSecret(className + "-admin", password);
        installation.databaseClass(className, url, ALL);
        installation.database(namespace, "shop", "className: " + className);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    private String schema() {
        return namespace.replace('-', '_') + "__shop";
    }

    private Map<String, Map<String, String>> secrets() {
        Map<String, Map<String, String>> secrets = new HashMap<>();
        SECRETS.forEach(name -> secrets.put(name, installation.secret(namespace, name)));
        return secrets;
    }

    /** Roles and schemas beside PostgreSQL's own and the admin. */
    private static long madeBy(TestAdmin admin, TestPostgres on) throws SQLException {
        try (var connection = on.superuser(admin.database());
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM pg_roles WHERE oid >= 16384 AND rolname <> '" + admin.user()
                                + "') + (SELECT count(*) FROM pg_namespace WHERE oid >= 16384)")) {
            row.next();
            return row.getLong(1);
        }
    }
}
