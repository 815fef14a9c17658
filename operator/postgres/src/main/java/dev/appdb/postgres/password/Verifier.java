package dev.appdb.postgres.password;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What PostgreSQL keeps of a password (RFC 5802 and 7677, SCRAM-SHA-256). Made here, so that the password itself is in
 * no statement, log or replication stream; {@link #toString()} hides even the verifier, from which a weak password
 * could be guessed.
 */
public record Verifier(String text) {
    private static final int ITERATIONS = 4096;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    public Verifier {
        if (!text.matches("SCRAM-SHA-256\\$\\d+:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+")) {
            throw new IllegalArgumentException("not a SCRAM-SHA-256 verifier");
        }
    }

    /** With a fresh salt, as many iterations as PostgreSQL itself uses. */
    public static Verifier of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return of(password, salt, ITERATIONS);
    }

    /**
     * @param password printable ASCII only: SASLprep (RFC 4013) leaves those as they are, so that no client can
     *     disagree with us about what was meant; any other is refused instead of prepared
     */
    static Verifier of(String password, byte[] salt, int iterations) {
        if (password.isEmpty() || password.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("a password of printable ASCII is needed");
        }
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            byte[] server = hmac(salted, "Server Key");
            Base64.Encoder base64 = Base64.getEncoder();
            return new Verifier("SCRAM-SHA-256$%d:%s$%s:%s"
                    .formatted(
                            iterations,
                            base64.encodeToString(salt),
                            base64.encodeToString(stored),
                            base64.encodeToString(server)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every Java platform has SHA-256, HMAC and PBKDF2", impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(US_ASCII));
    }

    @Override
    public String toString() {
        return "Verifier[hidden]";
    }
}
