package dev.appdb.postgres.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Certificates and keys out of PEM text. */
final class Pem {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private Pem() {}

    /**
     * @param what for the message of a failure
     */
    static Certificate[] certificates(String pem, String what) throws PemException {
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            if (certificates.isEmpty()) {
                throw new PemException(what + " has no certificate in it");
            }
            return certificates.toArray(Certificate[]::new);
        } catch (CertificateException unreadable) {
            throw new PemException(what + " is not a certificate: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The private key that belongs to that public one. */
    static PrivateKey key(@Nullable String pem, PublicKey certified) throws PemException {
        Matcher found = KEY.matcher(pem == null ? "" : pem);
        if (!found.find()) {
            throw new PemException("client key is not a PRIVATE KEY in PEM, without a passphrase");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(2));
            byte[] pkcs8 = found.group(1).isEmpty() ? der : wrapped(der, certified);
            PrivateKey key =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (!isPair(key, certified)) {
                throw new PemException("client key is not the one of the client certificate");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // its words may repeat the key
            throw new PemException("client key can't be read as the %s key of the client certificate"
                    .formatted(certified.getAlgorithm()));
        }
    }

    private static boolean isPair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm =
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case String other -> other;
                };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        byte[] signature = signing.sign();
        signing.initVerify(certified);
        return signing.verify(signature);
    }

    /**
     * An RSA key by PKCS#1 (RFC 8017, A.1.2) or an EC key by SEC 1 (RFC 5915) as PKCS#8 (RFC 5208, 5), which names the
     * algorithm as the certificate's SubjectPublicKeyInfo does.
     */
    private static byte[] wrapped(byte[] key, PublicKey certified) {
        byte[] algorithm = firstElement(content(certified.getEncoded()));
        return element(SEQUENCE, VERSION, algorithm, element(OCTETS, key));
    }

    private static byte[] element(byte tag, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        var bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            // as few bytes as hold it, and how many those are
            int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            bytes.write(0x80 | count);
            for (int at = count - 1; at >= 0; at--) {
                bytes.write(length >> (8 * at));
            }
        }
        for (byte[] content : contents) {
            bytes.writeBytes(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] firstElement(byte[] elements) {
        ByteBuffer rest = ByteBuffer.wrap(elements);
        rest.get();
        int length = length(rest);
        return Arrays.copyOf(elements, rest.position() + length);
    }

    private static byte[] content(byte[] element) {
        ByteBuffer rest = ByteBuffer.wrap(element);
        rest.get();
        byte[] content = new byte[length(rest)];
        rest.get(content);
        return content;
    }

    private static int length(ByteBuffer der) {
        int first = Byte.toUnsignedInt(der.get());
        int length = first & 0x7f;
        if (first < 0x80) {
            return length;
        }
        int value = 0;
        for (int bytes = 0; bytes < length; bytes++) {
            value = value << 8 | Byte.toUnsignedInt(der.get());
        }
        return value;
    }
}
