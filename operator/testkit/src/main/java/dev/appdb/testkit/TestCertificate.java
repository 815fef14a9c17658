package dev.appdb.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate (its own authority) and its private key, PKCS#8, both PEM. */
public record TestCertificate(String certificatePem, String keyPem) {
    private static final String PASSWORD = "throwaway";

    /** Made by the JDK's keytool, valid for a day for these names, e.g. {@code localhost} or {@code 127.0.0.1}. */
    public static TestCertificate selfSigned(String... names) {
        String alternatives = Arrays.stream(names)
                .map(name -> (name.matches("[0-9.]+") ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(","));
        return make("AppDB test", List.of("-keyalg", "EC", "-groupname", "secp256r1", "-ext", "san=" + alternatives));
    }

    /** A client's, in the name of that PostgreSQL user. */
    public static TestCertificate ofClient(String user) {
        return make(user, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }

    /** As {@link #ofClient}, with an RSA key. */
    public static TestCertificate ofClientWithRsa(String user) {
        return make(user, List.of("-keyalg", "RSA", "-keysize", "2048"));
    }

    private static TestCertificate make(String commonName, List<String> options) {
        try {
            Path store = Files.createTempDirectory("appdb-certificate-").resolve("store.p12");
            try {
                keytool(store, commonName, options);
                return read(store);
            } finally {
                Files.deleteIfExists(store);
                Files.delete(store.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a certificate for " + commonName, e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException("cannot make a certificate for " + commonName, e);
        }
    }

    private static void keytool(Path store, String commonName, List<String> options)
            throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var command = new ArrayList<String>();
        command.addAll(List.of(keytool.toString(), "-genkeypair", "-alias", "server", "-dname", "CN=" + commonName));
        command.addAll(options);
        command.addAll(List.of("-validity", "1", "-ext", "bc:c=ca:true", "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD));
        command.addAll(List.of("-keystore", store.toString()));
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(keytool + " ended with " + exit);
        }
    }

    private static TestCertificate read(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        return new TestCertificate(
                pem("CERTIFICATE", keys.getCertificate("server").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    }

    static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, body);
    }

    @Override
    public String toString() {
        return certificatePem;
    }
}
