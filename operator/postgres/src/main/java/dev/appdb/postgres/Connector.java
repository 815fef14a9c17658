package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.tls.PemException;
import dev.appdb.postgres.tls.PemSockets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Opens single connections to one database, encrypted and verified unless the URL says otherwise. Each is asked once who
 * it leads to: the next one may end at another server.
 */
final class Connector {
    private final ServerAccess access;
    private final Optional<ServerIdentity> expected;
    private final Properties common;

    /** Does not connect. */
    Connector(ServerAccess access, Optional<ServerIdentity> expected) {
        this.access = access;
        this.expected = expected;
        this.common = common(access);
    }

    ServerAccess access() {
        return access;
    }

    /** For messages. */
    String address() {
        ServerUrl url = access.url();
        return "%s:%d, database %s".formatted(url.host(), url.port(), url.database());
    }

    /** For messages: who logs in, and as whom it then acts. */
    String admin() {
        return access.url().user()
                + access.root().map(root -> " acting as " + root.name()).orElse("");
    }

    Connection openAdmin() throws SQLException {
        Properties properties = as(access.url().user());
        access.password().ifPresent(password -> properties.setProperty("password", password));
        return open(properties);
    }

    Connection open(Login login) throws SQLException {
        Properties properties = as(login.user());
        properties.setProperty("password", login.password());
        return open(properties);
    }

    /** Asks as whoever comes with no more than a name. */
    AuthenticationProbe probe() {
        Properties anybody = new Properties();
        anybody.putAll(common);
        anybody.remove(PemSockets.CERTIFICATE);
        try {
            return new AuthenticationProbe(access.url(), new PemSockets(anybody));
        } catch (PemException impossible) {
            throw new AssertionError("it was read before", impossible);
        }
    }

    private Properties as(String user) {
        Properties properties = new Properties();
        properties.putAll(common);
        properties.setProperty("user", user);
        return properties;
    }

    private Connection open(Properties properties) throws SQLException {
        Connection connection = connect(properties);
        try {
            if (expected.isPresent()) {
                Answering.check(connection, expected.get(), address());
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            close(connection, failure);
            throw failure;
        }
    }

    private Connection connect(Properties properties) throws SQLException {
        ServerUrl url = access.url();
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        try {
            return DriverManager.getConnection("jdbc:postgresql://%s:%d/".formatted(host, url.port()), properties);
        } catch (SQLException failure) {
            if (isOurCertificateRefused(failure)) {
                throw new ServerException(
                        Reason.TLS,
                        "%s hangs up on whoever shows the class's client certificate".formatted(address()),
                        "Let the server trust whoever signed it (ssl_ca_file), or give the class another.",
                        failure);
            }
            throw failure;
        }
    }

    /** In TLS 1.3 the server says so after the handshake, often too late to be heard: the connection just breaks. */
    private boolean isOurCertificateRefused(SQLException failure) {
        return access.clientCertificate().isPresent()
                && Failures.isBroken(failure)
                && probe().of(access.url().user()).isPresent();
    }

    static void close(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            failure.addSuppressed(alreadyBroken);
        }
    }

    private static Properties common(ServerAccess access) {
        Properties properties = new Properties();
        properties.setProperty("PGDBNAME", access.url().database());
        properties.setProperty("ApplicationName", "appdb");
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("connectTimeout", "10");
        // an admin's statements are short; a server that froze must not freeze us
        properties.setProperty("socketTimeout", "120");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", "14");
        access.url().parameters().forEach((name, value) -> UrlParameter.set(properties, name, value));
        encrypt(properties, access);
        return properties;
    }

    /** pgjdbc alone would look for files in somebody's home directory. */
    private static void encrypt(Properties properties, ServerAccess access) {
        properties.setProperty("sslfactory", PemSockets.class.getName());
        if (properties.getProperty("sslmode").startsWith("verify-")) {
            properties.setProperty(PemSockets.VERIFY, "true");
        }
        access.caPem().ifPresent(pem -> properties.setProperty(PemSockets.AUTHORITIES, pem));
        access.clientCertificate().ifPresent(client -> {
            properties.setProperty(PemSockets.CERTIFICATE, client.certificatePem());
            properties.setProperty(PemSockets.KEY, client.keyPem());
        });
        try {
            new PemSockets(properties);
        } catch (PemException wrong) {
            throw new ServerException(
                    Reason.TLS,
                    "the class's %s".formatted(wrong.getMessage()),
                    "Put it into the Secret as PEM, from BEGIN to END.",
                    wrong);
        }
    }
}
