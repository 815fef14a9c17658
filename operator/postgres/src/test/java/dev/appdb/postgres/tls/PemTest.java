package dev.appdb.postgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.TestCertificate;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A client's certificate and key, as cert-manager or an admin writes them. */
final class PemTest {
    private static final TestCertificate EC = TestCertificate.ofClient("admin");
    private static final TestCertificate RSA = TestCertificate.ofClientWithRsa("admin");

    /** How many bytes PKCS#8 puts before the key itself, for keys of these sizes. */
    private static final int BEFORE_EC = 28;

    private static final int BEFORE_RSA = 26;

    @Test
    void aKeyIsReadInEveryFormThatIsInUse() {
        for (String key : new String[] {EC.keyPem(), older(EC, "EC", BEFORE_EC), "\n# mine\n" + EC.keyPem()}) {
            assertThatCode(() -> read(EC.certificatePem(), key)).doesNotThrowAnyException();
        }
        for (String key : new String[] {RSA.keyPem(), older(RSA, "RSA", BEFORE_RSA)}) {
            assertThatCode(() -> read(RSA.certificatePem(), key)).doesNotThrowAnyException();
        }
    }

    @Test
    void anotherCertificatesKeyIsTold() {
        refused(EC.certificatePem(), TestCertificate.ofClient("admin").keyPem(), "not the one of");
        refused(EC.certificatePem(), RSA.keyPem(), "can't be read as the EC key");
    }

    @Test
    void whatIsNoPemIsToldAndNotRepeated() {
        refused("", EC.keyPem(), "no certificate");
        refused(EC.keyPem(), EC.keyPem(), "client certificate");
        refused(EC.certificatePem(), "", "PRIVATE KEY in PEM");
        refused(EC.certificatePem(), EC.certificatePem(), "PRIVATE KEY in PEM");
        refused(EC.certificatePem(), EC.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE"), "passphrase");
        refused(EC.certificatePem(), EC.keyPem().replaceFirst("\n[^-]{9}", "\nsecretsec"), "can't be read");
        refused(EC.certificatePem(), EC.keyPem().replaceFirst("\n[^-]+\n", "\nsecretsecret\n"), "can't be read");
    }

    private static void refused(String certificate, String key, String why) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(PemException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    private static void read(String certificate, String key) throws PemException {
        var chain = Pem.certificates(certificate, "client certificate");
        assertThat(Pem.key(key, chain[0].getPublicKey())).isNotNull();
    }

    /** As {@code openssl} wrote keys before PKCS#8. */
    private static String older(TestCertificate certificate, String algorithm, int before) {
        byte[] pkcs8 = Base64.getMimeDecoder().decode(certificate.keyPem().replaceAll("-----[A-Z ]*-----", ""));
        String body = Base64.getMimeEncoder().encodeToString(Arrays.copyOfRange(pkcs8, before, pkcs8.length));
        return "-----BEGIN %1$s PRIVATE KEY-----\n%2$s\n-----END %1$s PRIVATE KEY-----\n".formatted(algorithm, body);
    }
}
