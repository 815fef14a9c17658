package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassSpec.Connection;
import dev.appdb.api.AppDatabaseClassSpec.SecretKey;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.Forwarder;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClassTest {
    private static final String ALL = "allowedNamespaces: {from: All}";

    private final Installation installation = Installation.shared();
    private final TestPostgres server = PostgresServers.newest();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aClassTellsItsServer() {
        TestAdmin admin = server.createAdmin();
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), ALL);

        assertThat(installation.untilClass(className, Reason.Ready)).startsWith("PostgreSQL " + server.version() + ".");
        var status = installation.databaseClass(className).getStatus();
        assertThat(status.serverVersion()).startsWith(server.version() + ".");
        assertThat(status.systemIdentifier()).matches("[0-9]{10,}");
        assertThat(status.databaseOid()).isPositive();
        assertThat(status.databases()).isZero();
    }

    @Test
    void aWrongPasswordIsSaidAndTheCorrectedOneIsSeenAtOnce() {
        TestAdmin admin = server.createAdmin();
        String namespace = installation.newNamespace();
        installation.adminSecret(className + "-admin", "not-" + admin.password());
        installation.databaseClass(className, admin.url(), ALL);
        installation.database(namespace, "shop", "className: " + className);

        assertThat(installation.untilClass(className, Reason.WrongPassword))
                .contains(admin.user())
                .doesNotContain(admin.password());
        // First it is told that the class is being looked at.
        Installation.await("what AppDatabase shop says")
                .untilAsserted(() -> assertThat(installation.untilDatabase(namespace, "shop", Reason.ClassNotReady))
                        .contains("AppDatabaseClass " + className + " is not ready: WrongPassword"));

        installation.adminSecret(className + "-admin", admin.password());
        installation.untilClass(className, Reason.Ready);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    @Test
    void aMissingSecretIsNamedAndWaitedFor() {
        TestAdmin admin = server.createAdmin();
        installation.databaseClass(className, admin.url(), ALL);

        assertThat(installation.untilClass(className, Reason.PasswordSecretMissing))
                .isEqualTo("Secret %s/%s-admin with the admin's password does not exist: create it with key 'password'"
                        .formatted(installation.namespace(), className));

        installation.adminSecret(className + "-admin", admin.password());
        installation.untilClass(className, Reason.Ready);
    }

    @Test
    void whatIsAppliedStaysReadyWhileTheServerBlinks() {
        TestAdmin admin = server.createAdmin();
        String namespace = installation.newNamespace();
        installation.adminSecret(className + "-admin", admin.password());
        try (var way = new Forwarder(server.port())) {
            installation.databaseClass(className, admin.url().replace(":" + server.port(), ":" + way.port()), ALL);
            installation.database(namespace, "shop", "className: " + className);
            assertThat(installation.untilClass(className, Reason.ServerUnreachable))
                    .contains(":" + way.port());
            installation.untilDatabase(namespace, "shop", Reason.ClassNotReady);

            way.mend();
            installation.untilClass(className, Reason.Ready);
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);

            way.cut();
            installation.untilClass(className, Reason.ServerUnreachable);
            Installation.await("ServerReachable=False").until(() -> !isReachable(namespace));
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);

            way.mend();
            Installation.await("ServerReachable=True").until(() -> isReachable(namespace));
        }
    }

    @Test
    void aMissingPrivilegeIsNamedWithItsStatement() {
        TestAdmin admin = server.createAdmin(TestAdmin.Variant.CANNOT_CREATE_ROLES);
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), ALL);

        String statement = "ALTER ROLE \"%s\" CREATEROLE".formatted(admin.user());
        assertThat(installation.untilClass(className, Reason.MissingPrivilege)).contains(statement);

        server.sql("postgres", statement);
        installation.untilClass(className, Reason.Ready);
    }

    @Test
    void anotherServerStopsEverythingUntilAPersonConfirmsIt() {
        TestAdmin admin = server.createAdmin();
        String namespace = installation.newNamespace();
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), ALL);
        installation.database(namespace, "shop", "className: " + className);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);

        try (TestPostgres rebuilt = PostgresServers.start(server.version())) {
            TestAdmin elsewhere = rebuilt.createAdmin();
            installation.adminSecret(className + "-admin", elsewhere.password());
            installation.databaseClass(className, elsewhere.url(), ALL);
            String message = installation.untilClass(className, Reason.ServerChanged);
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);
            assertThat(schemas(elsewhere)).isEmpty();

            String confirmation = message.replaceAll("(?s).*" + ClassReconciliation.CONFIRM_SERVER + "=(\\S+).*", "$1");
            installation
                    .client()
                    .resources(AppDatabaseClass.class)
                    .withName(className)
                    .edit(found -> {
                        found.getMetadata().setAnnotations(Map.of(ClassReconciliation.CONFIRM_SERVER, confirmation));
                        return found;
                    });
            installation.untilClass(className, Reason.Ready);
            Installation.await("the tenant on the new server")
                    .until(() -> schemas(elsewhere).equals(List.of(namespace.replace('-', '_') + "__shop")));
        }
    }

    @Test
    void aStandbyIsNotBelieved() {
        try (TestPostgres own = PostgresServers.start(server.version())) {
            TestAdmin admin = own.createAdmin();
            installation.adminSecret(className + "-admin", admin.password());
            own.restartAsStandby();
            installation.databaseClass(className, admin.url(), ALL);

            assertThat(installation.untilClass(className, Reason.ServerIsStandby))
                    .contains("standby");
            assertThat(installation.databaseClass(className).getStatus().systemIdentifier())
                    .isNull();
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotTrustedUntilItsAuthorityIsNamed() {
        var certificate = TestCertificate.selfSigned("127.0.0.1", "localhost");
        try (TestPostgres own = PostgresServers.start(server.version(), certificate)) {
            TestAdmin admin = own.createAdmin();
            String url = admin.url().replaceAll("[?].*", "");
            installation.adminSecret(className + "-admin", admin.password());
            installation.databaseClass(className, url, ALL);
            installation.untilClass(className, Reason.TlsFailed);

            installation.adminSecret(className + "-ca", certificate.certificatePem());
            installation
                    .client()
                    .resources(AppDatabaseClass.class)
                    .withName(className)
                    .edit(found -> {
                        var spec = found.getSpec();
                        var ca = new SecretKey(className + "-ca", "password");
                        found.setSpec(AppDatabaseClassSpec.of(
                                new Connection(
                                        spec.connection().url(),
                                        null,
                                        spec.connection().passwordSecretRef(),
                                        ca,
                                        null),
                                spec.allowedNamespaces()));
                        return found;
                    });
            installation.untilClass(className, Reason.Ready);
        }
    }

    private boolean isReachable(String namespace) {
        return Conditions.isTrue(
                installation.database(namespace, "shop").getStatus().conditions(), Conditions.SERVER_REACHABLE);
    }

    /** Those that somebody made. */
    private static List<String> schemas(TestAdmin admin) {
        try (var connection = admin.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT nspname FROM pg_namespace WHERE nspname LIKE '%\\_\\_%'"
                        + " AND nspname NOT LIKE 'pg%'")) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
