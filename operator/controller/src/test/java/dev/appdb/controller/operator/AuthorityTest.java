package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the class trusts is in the Secrets, so that apps can verify the server too. */
class AuthorityTest {
    private static final TestCertificate SERVER = TestCertificate.selfSigned("127.0.0.1");
    private static final TestCertificate NEXT = TestCertificate.selfSigned("127.0.0.1");
    private static final TestPostgres TLS =
            PostgresServers.start(PostgresServers.newest().version(), SERVER);

    private final Installation installation = Installation.shared();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = installation.newNamespace();
    private final TestAdmin admin = TLS.createAdmin();

    @AfterAll
    static void stop() {
        TLS.close();
    }

    @Test
    void anAppVerifiesTheServerByTheAuthorityInItsSecretWhichFollowsTheClass(@TempDir Path mounted)
            throws IOException, SQLException {
        authority(SERVER.certificatePem());
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(
                className,
                admin.url().replace("sslmode=disable", "sslmode=verify-full"),
                "  caSecretRef: {name: %s-ca, key: ca.crt}\nallowedNamespaces: {from: All}".formatted(className));
        installation.database(namespace, "shop", "className: " + className);
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);

        for (String secret : new String[] {"shop-db", "shop-db-migrator", "shop-db-readonly"}) {
            assertThat(installation.secret(namespace, secret)).containsEntry("ca.crt", SERVER.certificatePem());
        }
        Map<String, String> keys = installation.secret(namespace, "shop-db");
        Path file = Files.writeString(mounted.resolve("ca.crt"), keys.getOrDefault("ca.crt", ""));
        String url =
                keys.getOrDefault("jdbc-uri", "").replace("sslmode=require", "sslmode=verify-full&sslrootcert=" + file);
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(connection.isValid(1)).isTrue();
        }

        String both = SERVER.certificatePem() + NEXT.certificatePem();
        authority(both);
        Installation.await("the new authority")
                .until(() ->
                        both.equals(installation.secret(namespace, "shop-db").get("ca.crt")));
    }

    private void authority(String certificates) {
        installation
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(installation.namespace())
                        .withName(className + "-ca")
                        .endMetadata()
                        .addToStringData("ca.crt", certificates)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }
}
