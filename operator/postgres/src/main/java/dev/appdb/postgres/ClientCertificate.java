package dev.appdb.postgres;

/**
 * What a client shows to a server that asks who it is, as a {@code kubernetes.io/tls} Secret holds it.
 *
 * @param certificatePem the certificate, and those between it and its authority
 * @param keyPem its private key, unencrypted: PKCS#8, or the older form of an RSA or EC key
 */
public record ClientCertificate(String certificatePem, String keyPem) {
    @Override
    public String toString() {
        return "ClientCertificate[key hidden]";
    }
}
