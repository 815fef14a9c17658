package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAccess;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The class verifies its server, and shows who it is where the server asks. */
class ClassTlsTest {
    private static final TestCertificate SERVER = TestCertificate.selfSigned("127.0.0.1");
    private static final TestCertificate CLIENT = TestCertificate.selfSigned("admin");
    private static final TestCertificate STRANGER = TestCertificate.selfSigned("127.0.0.1");
    private static final TestPostgres TLS_ONLY =
            PostgresServers.start(PostgresServers.newest().version(), SERVER);

    private final Installation installation = Installation.shared();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final TestAdmin admin = TLS_ONLY.createAdmin();

    @AfterAll
    static void stop() {
        TLS_ONLY.close();
    }

    @Test
    void aServerIsVerifiedByTheAuthorityInASecret() {
        secret("ca", Map.of("ca.crt", SERVER.certificatePem()));
        databaseClass(url(TLS_ONLY.host()), "ca: true");

        installation.untilClass(className, Reason.Ready);
    }

    @Test
    void anotherAuthorityIsNotTrustedAndTheRightOneIsSeenAtOnce() {
        secret("ca", Map.of("ca.crt", STRANGER.certificatePem()));
        databaseClass(url(TLS_ONLY.host()), "ca: true");
        assertThat(installation.untilClass(className, Reason.TlsFailed)).contains("127.0.0.1");

        secret("ca", Map.of("ca.crt", SERVER.certificatePem()));
        installation.untilClass(className, Reason.Ready);
    }

    @Test
    void aCertificateForAnotherHostNameIsNotTrusted() {
        secret("ca", Map.of("ca.crt", SERVER.certificatePem()));
        databaseClass(url("localhost"), "ca: true");

        assertThat(installation.untilClass(className, Reason.TlsFailed)).contains("localhost");
    }

    @Test
    void anAuthorityThatIsNoCertificateIsSaidToBeNone() {
        secret("ca", Map.of("ca.crt", "not a certificate"));
        databaseClass(url(TLS_ONLY.host()), "ca: true");

        assertThat(installation.untilClass(className, Reason.TlsFailed)).contains("PEM");
    }

    @Test
    void aMissingAuthorityOrCertificateIsNamedWithItsKey() {
        databaseClass(url(TLS_ONLY.host()), "ca: true, certificate: true");
        assertThat(installation.untilClass(className, Reason.CaSecretMissing))
                .isEqualTo("Secret %s/%s-ca with the certificate authority does not exist: create it with key 'ca.crt'"
                        .formatted(installation.namespace(), className));

        secret("ca", Map.of("ca.crt", SERVER.certificatePem()));
        assertThat(installation.untilClass(className, Reason.ClientCertificateMissing))
                .contains("Secret %s/%s-client".formatted(installation.namespace(), className), "key 'tls.crt'");

        secret("client", Map.of("tls.crt", CLIENT.certificatePem(), "tls.other", "x"));
        Installation.await("the key to be named")
                .untilAsserted(() -> assertThat(installation.untilClass(className, Reason.ClientCertificateMissing))
                        .contains("under key 'tls.key': its keys are [tls.crt, tls.other]"));
    }

    @Test
    void aServerThatAsksForACertificateIsShownTheOneInTheSecret() {
        var asks = new TestAccess(
                Optional.of(SERVER),
                Optional.of(CLIENT),
                List.of("hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca"));
        try (TestPostgres asking = PostgresServers.start(TLS_ONLY.version(), asks)) {
            TestAdmin theirs = asking.createAdmin();
            secret("ca", Map.of("ca.crt", SERVER.certificatePem()));
            String url = theirs.url().replaceAll("[?].*", "");
            databaseClass(theirs.password(), url, "ca: true");
            assertThat(installation.untilClass(className, Reason.WrongPassword))
                    .contains("client certificate, which the class does not have");

            secret("client", Map.of("tls.crt", CLIENT.certificatePem(), "tls.key", CLIENT.keyPem()));
            databaseClass(theirs.password(), url, "ca: true, certificate: true");
            installation.untilClass(className, Reason.Ready);
            String namespace = installation.newNamespace();
            installation.database(namespace, "shop", "className: " + className);
            installation.untilDatabase(namespace, "shop", Reason.Provisioned);
        }
    }

    private String url(String host) {
        return admin.url().replaceAll("[?].*", "").replace("@" + TLS_ONLY.host(), "@" + host);
    }

    private void databaseClass(String url, String with) {
        databaseClass(admin.password(), url, with);
    }

    /** @param with {@code ca: true}, {@code certificate: true} */
    private void databaseClass(String password, String url, String with) {
        installation.adminSecret(className + "-admin", password);
        String ca = with.contains("ca:") ? "caSecretRef: {name: %s-ca, key: ca.crt}\n".formatted(className) : "";
        String certificate = with.contains("certificate:")
                ? "clientCertificateSecretRef: {name: %s-client}\n".formatted(className)
                : "";
        installation.databaseClass(className, url, (ca + certificate).indent(2) + "allowedNamespaces: {from: All}");
    }

    private void secret(String name, Map<String, String> keys) {
        installation
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(installation.namespace())
                        .withName(className + "-" + name)
                        .endMetadata()
                        .withStringData(keys)
                        .build())
                .createOr(existing -> existing.update());
    }
}
