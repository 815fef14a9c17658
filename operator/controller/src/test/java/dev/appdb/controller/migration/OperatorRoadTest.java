package dev.appdb.controller.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.operator.Operator;
import dev.appdb.controller.operator.OperatorConfig;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a team sees: two manifests applied with kubectl, and the whole operator behind them. */
class OperatorRoadTest {
    private static final String COUNTRIES = "CREATE TABLE country (code text PRIMARY KEY);";

    private final ControlPlane plane = Grounds.plane();
    private final KubernetesClient client = plane.admin();
    private final String namespace = plane.newNamespace();
    private final TestAdmin admin = PostgresServers.newest().createAdmin();

    @Test
    void twoManifestsBecomeRowsThatFollowTheirSource(@TempDir Path manifests) throws IOException, SQLException {
        OperatorConfig config =
                new OperatorConfig("appdb:test", "IfNotPresent", "test", namespace, Set.of(namespace), 0, false);
        try (Operator operator = Operator.start(config, client)) {
            assertThat(operator.healthPort()).isPositive();
            apply(manifests, "class.yaml", """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: admin}
                    stringData: {password: "%s"}
                    ---
                    apiVersion: appdb.dev/v1alpha1
                    kind: AppDatabaseClass
                    metadata: {name: %s}
                    spec:
                      connection:
                        url: %s
                        passwordSecretRef: {name: admin, key: password}
                      allowedNamespaces: {from: All}
                    """.formatted(admin.password(), namespace, admin.url()));
            apply(manifests, "shop.yaml", """
                    apiVersion: appdb.dev/v1alpha1
                    kind: AppMigration
                    metadata: {name: shop}
                    spec:
                      databaseRef: {name: shop}
                      source: {configMaps: [{name: source}]}
                      staticData: {paths: ["*.csv"]}
                    ---
                    apiVersion: appdb.dev/v1alpha1
                    kind: AppDatabase
                    metadata: {name: shop}
                    spec: {className: %s}
                    """.formatted(namespace));

            until(Reason.SourceNotFound);
            source(Map.of("V1__country.sql", COUNTRIES, "country.csv", "code\nNO\n"));
            until(Reason.Migrated);
            assertThat(rows("SELECT code FROM country")).containsExactly("NO");

            source(Map.of(
                    "V1__country.sql", COUNTRIES,
                    "V2__broken.sql", "ALTER TABLE contry ADD name text;",
                    "country.csv", "code\nNO\n"));
            until(Reason.MigrationFailed);
            assertThat(plane.kubectl("describe", "appmigration/shop", "-n", namespace))
                    .contains("V2__broken.sql, line 1", "42P01", "ALTER TABLE contry ADD name text");

            source(Map.of("V1__country.sql", COUNTRIES, "country.csv", "code\nNO\nSE\n"));
            until(Reason.Migrated);
            assertThat(rows("SELECT code FROM country ORDER BY 1")).containsExactly("NO", "SE");
            int jobs = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .size();
            assertThat(jobs).isEqualTo(3);

            plane.kubectl("delete", "appmigration/shop", "-n", namespace, "--timeout=30s");
            assertThat(rows("SELECT code FROM country ORDER BY 1")).containsExactly("NO", "SE");
        }
    }

    private void apply(Path directory, String file, String yaml) throws IOException {
        Path manifest = Files.writeString(directory.resolve(file), yaml);
        plane.kubectl("apply", "-n", namespace, "-f", manifest.toString());
    }

    private void source(Map<String, String> files) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("source")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(files)
                        .build())
                .createOr(existing -> existing.update());
    }

    private void until(Reason reason) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(Road.ready(client.resources(AppMigration.class)
                                .inNamespace(namespace)
                                .withName("shop")
                                .require()))
                        .startsWith(reason + ":"));
    }

    private List<String> rows(String sql) throws SQLException {
        Secret secret =
                client.secrets().inNamespace(namespace).withName("shop-db").require();
        try (Connection connection =
                        admin.server().connect(admin.database(), key(secret, "username"), key(secret, "password"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static String key(Secret secret, String name) {
        return new String(Base64.getDecoder().decode(secret.getData().get(name)), UTF_8);
    }
}
