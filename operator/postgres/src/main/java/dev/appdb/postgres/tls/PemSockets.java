package dev.appdb.postgres.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;

/**
 * TLS from PEM texts instead of files: whom to trust, and what to show. pgjdbc makes it by name ({@code sslfactory}) from
 * a connection's own properties, and itself compares the host's name.
 */
public final class PemSockets extends SSLSocketFactory {
    /** Authorities to trust, these and no others; several may follow one another, as cloud providers' bundles do. */
    public static final String AUTHORITIES = "appdb.authorities";

    /** Where there are no {@link #AUTHORITIES}: whether to trust those of Java, or anybody. */
    public static final String VERIFY = "appdb.verify";

    /** The client's certificate, which may be followed by those up to its authority. */
    public static final String CERTIFICATE = "appdb.certificate";

    /** The client's private key. */
    public static final String KEY = "appdb.key";

    private final SSLSocketFactory sockets;

    /**
     * @throws PemException when a text can't be read, or the key is another certificate's
     */
    public PemSockets(Properties properties) throws PemException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(properties), trust(properties), null);
            this.sockets = context.getSocketFactory();
        } catch (GeneralSecurityException | IOException unable) {
            throw new PemException("certificates can't be used here: " + unable.getMessage(), unable);
        }
    }

    /** Null lets Java choose: its own authorities. */
    private static TrustManager @Nullable [] trust(Properties properties)
            throws PemException, GeneralSecurityException, IOException {
        String pem = properties.getProperty(AUTHORITIES);
        if (pem == null) {
            boolean verify = Boolean.parseBoolean(properties.getProperty(VERIFY));
            return verify ? null : new TrustManager[] {new NonValidatingTM()};
        }
        KeyStore authorities = emptyStore();
        for (var certificate : Pem.certificates(pem, "CA")) {
            authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(Properties properties) throws PemException, GeneralSecurityException, IOException {
        String pem = properties.getProperty(CERTIFICATE);
        if (pem == null) {
            return new KeyManager[0];
        }
        var chain = Pem.certificates(pem, "client certificate");
        KeyStore keys = emptyStore();
        keys.setKeyEntry("client", Pem.key(properties.getProperty(KEY), chain[0].getPublicKey()), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return sockets.createSocket(socket, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return sockets.createSocket(host, port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return sockets.createSocket(host, port, from, fromPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
