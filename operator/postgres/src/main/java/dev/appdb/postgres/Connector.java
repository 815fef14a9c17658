package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.tls.PemTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** Opens single connections to one database, encrypted and verified unless the URL says otherwise. */
final class Connector {
    private final ServerUrl url;
    private final Optional<String> adminPassword;
    private final Properties common;

    /** Does not connect. */
    Connector(ServerUrl url, Optional<String> adminPassword, Optional<String> caPem) {
        this.url = url;
        this.adminPassword = adminPassword;
        this.common = common(url, caPem);
    }

    /** For messages. */
    String address() {
        return "%s:%d, database %s".formatted(url.host(), url.port(), url.database());
    }

    String adminUser() {
        return url.user();
    }

    Connection admin() throws SQLException {
        Properties properties = as(url.user());
        adminPassword.ifPresent(password -> properties.setProperty("password", password));
        return open(properties);
    }

    Connection login(Login login) throws SQLException {
        Properties properties = as(login.user());
        properties.setProperty("password", login.password());
        return open(properties);
    }

    private Properties as(String user) {
        Properties properties = new Properties();
        properties.putAll(common);
        properties.setProperty("user", user);
        return properties;
    }

    private Connection open(Properties properties) throws SQLException {
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        return DriverManager.getConnection("jdbc:postgresql://%s:%d/".formatted(host, url.port()), properties);
    }

    private static Properties common(ServerUrl url, Optional<String> caPem) {
        Properties properties = new Properties();
        properties.setProperty("PGDBNAME", url.database());
        properties.setProperty("ApplicationName", "appdb");
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("connectTimeout", "10");
        // an admin's statements are short; a server that froze must not freeze us
        properties.setProperty("socketTimeout", "120");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", "14");
        url.parameters().forEach((name, value) -> UrlParameter.set(properties, name, value));
        caPem.ifPresentOrElse(pem -> trust(properties, pem), () -> trustThePlatform(properties));
        return properties;
    }

    private static void trust(Properties properties, String pem) {
        try {
            new PemTrust(pem);
        } catch (GeneralSecurityException | IOException e) {
            throw new ServerException(
                    Reason.TLS,
                    "the class's CA is not a certificate: " + e.getMessage(),
                    "Put the authority's certificate into the Secret as PEM, from BEGIN to END CERTIFICATE.",
                    e);
        }
        properties.setProperty("sslfactory", PemTrust.class.getName());
        properties.setProperty("sslfactoryarg", pem);
    }

    /** pgjdbc alone would look for a file in somebody's home directory. */
    private static void trustThePlatform(Properties properties) {
        if (properties.getProperty("sslmode").startsWith("verify-")) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
    }
}
