package dev.appdb.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantConnectionTest {
    private static final Map<String, String> SECRET = Map.of(
            "host",
            "db",
            "port",
            "6432",
            "dbname",
            "apps",
            "username",
            "shop",
            "password",
            "p&ss word+",
            "schema",
            "shop",
            "jdbc-uri",
            "jdbc:postgresql://db:6432/apps?user=shop&password=p%26ss%20word%2B&sslmode=verify-full&options=-c%20x%3D1");

    @Test
    void readsTheKeysOfASecretAndTheUrisParameters() {
        TenantConnection connection = TenantConnection.of(SECRET);

        assertThat(connection)
                .isEqualTo(new TenantConnection(
                        "db",
                        6432,
                        "apps",
                        "shop",
                        "p&ss word+",
                        "shop",
                        Map.of("sslmode", "verify-full", "options", "-c x=1")));
        assertThat(connection.toString()).isEqualTo("shop@db:6432/apps, schema shop");
    }

    @Test
    void aMissingOrWrongKeyIsNamed() {
        assertThatThrownBy(() -> TenantConnection.of(without("schema"))).hasMessageContaining("no key 'schema'");
        assertThatThrownBy(() -> TenantConnection.of(with("port", "x"))).hasMessageContaining("'port'");
    }

    @Test
    void aParameterThatLoadsCodeIsRefused() {
        for (String parameter : new String[] {
            "socketFactory",
            "sslfactory",
            "sslhostnameverifier",
            "authenticationPluginClassName",
            "sslpasswordcallback",
            "xmlFactoryFactory",
            "socketFactoryArg"
        }) {
            assertThatThrownBy(() -> TenantConnection.of(
                            with("jdbc-uri", "jdbc:postgresql://db/apps?" + parameter + "=evil.Class")))
                    .hasMessageContaining(parameter);
        }
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> secret = new HashMap<>(SECRET);
        secret.put(key, value);
        return secret;
    }

    private static Map<String, String> without(String key) {
        Map<String, String> secret = new HashMap<>(SECRET);
        secret.remove(key);
        return secret;
    }
}
