package dev.appdb.postgres.password;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The exchange that RFC 7677 shows, seen from the server that has only our verifier. */
final class VerifierTest {
    private static final Base64.Decoder BASE64 = Base64.getDecoder();
    private static final String AUTH_MESSAGE = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private final Verifier verifier = Verifier.of("pencil", BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    private final String[] keys =
            verifier.text().substring(verifier.text().lastIndexOf('$') + 1).split(":", -1);

    @Test
    void theServerKeySignsAsTheRfcSays() throws GeneralSecurityException {
        assertThat(hmac(BASE64.decode(keys[1])))
                .isEqualTo(BASE64.decode("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    @Test
    void theStoredKeyAcceptsTheRfcsProof() throws GeneralSecurityException {
        byte[] stored = BASE64.decode(keys[0]);
        byte[] clientKey = hmac(stored);
        byte[] proof = BASE64.decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        for (int index = 0; index < clientKey.length; index++) {
            clientKey[index] ^= proof[index];
        }
        assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey)).isEqualTo(stored);
    }

    @Test
    void aPasswordThatClientsCouldPrepareDifferentlyIsRefused() {
        assertThatThrownBy(() -> Verifier.of("pässword")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Verifier.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyVerifierHasASaltOfItsOwnAndShowsNothing() {
        assertThat(Verifier.of("same")).isNotEqualTo(Verifier.of("same"));
        assertThat(Verifier.of("same")).hasToString("Verifier[hidden]");
    }

    @Test
    void passwordsAreLongDifferentAndNeedNoEscaping() {
        assertThat(Passwords.random()).matches("[A-Za-z0-9]{32}").isNotEqualTo(Passwords.random());
    }

    private static byte[] hmac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(AUTH_MESSAGE.getBytes(US_ASCII));
    }
}
