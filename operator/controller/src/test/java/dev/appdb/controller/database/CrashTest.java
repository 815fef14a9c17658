package dev.appdb.controller.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.databaseclass.ClassReconciliation;
import dev.appdb.controller.server.PooledServers;
import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process dies before each single write to the cluster, one after the other; whoever starts next brings it to an end. */
class CrashTest {
    private static final int FOR_EVER = Integer.MAX_VALUE;
    private static final String[] KINDS = {"", "-migrator", "-readonly"};

    private final KubernetesClient client = Ground.PLANE.admin();
    private final TestAdmin admin = PostgresServers.newest().createAdmin();
    private final String namespace = Ground.PLANE.newNamespace();
    private final Settings settings = new Settings(namespace, namespace);
    private final PooledServers servers = new PooledServers(cluster(FOR_EVER), settings);

    /** Another test's operator watches every namespace of the shared one. */
    private static final class Ground {
        static final ControlPlane PLANE = started();

        private static ControlPlane started() {
            ControlPlane plane = ControlPlane.start();
            plane.apply(Path.of("../../crds"));
            return plane;
        }
    }

    CrashTest() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("admin")
                        .endMetadata()
                        .addToStringData("password", admin.password())
                        .build())
                .create();
        AppDatabaseClass made = client.resource(
                        Serialization.unmarshal("""
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabaseClass
                metadata: {name: %s}
                spec:
                  connection:
                    url: %s
                    passwordSecretRef: {name: admin, key: password}
                  allowedNamespaces: {from: All}
                """.formatted(namespace, admin.url()), AppDatabaseClass.class))
                .create();
        MortalCluster cluster = cluster(FOR_EVER);
        var classes = new ClassReconciliation(cluster, servers, settings, name -> Optional.empty(), Clock.systemUTC());
        var status = cluster.status(AppDatabaseClass.class);
        var unused = status.write(classes.reconcile(made, status).resource());
    }

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void makingOneComesToAnEndAfterEveryCrash() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "made-" + writes;
            apply(name, Map.of());
            pass(name, writes).ifPresent(deaths::add);

            assertThat(pass(name, FOR_EVER)).isEmpty();
            assertWhole(name);
        }
        assertThat(deaths)
                .contains(
                        "killed before making made-1-db",
                        "killed before making made-2-db-migrator",
                        "killed before making made-3-db-readonly",
                        "killed before making extra-4");
        assertThat(deaths.getLast()).startsWith("killed before the status of");
    }

    @Test
    void aRotationComesToAnEndAfterEveryCrashAndNeverTakesAPasswordThatIsInASecret() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "turned-" + writes;
            apply(name, Map.of());
            assertThat(pass(name, FOR_EVER)).isEmpty();
            List<Map<String, String>> before = secrets(name);
            apply(name, Map.of(AppDb.ROTATE, "now"));
            pass(name, writes).ifPresent(deaths::add);

            for (Map<String, String> secret : secrets(name)) {
                assertThat(schema(secret)).endsWith("turned_" + writes);
            }
            assertThat(pass(name, FOR_EVER)).isEmpty();
            assertWhole(name);
            assertThat(now(name).getStatus().rotateToken()).isEqualTo("now");
            for (int kind = 0; kind < KINDS.length; kind++) {
                Map<String, String> after = secrets(name).get(kind);
                assertThat(after.get("username")).isNotEqualTo(before.get(kind).get("username"));
                assertThat(schema(before.get(kind))).isEqualTo(after.get("schema"));
            }
        }
        assertThat(deaths)
                .contains(
                        "killed before replacing turned-0-db",
                        "killed before replacing turned-1-db-migrator",
                        "killed before replacing turned-2-db-readonly",
                        "killed before replacing extra-3");
        assertThat(deaths.getLast()).startsWith("killed before the status of");
    }

    /** Nothing is left to do, every Secret lets in, and the copy is the app's. */
    private void assertWhole(String name) throws SQLException {
        List<Map<String, String>> secrets = secrets(name);
        for (Map<String, String> secret : secrets) {
            assertThat(schema(secret)).isEqualTo(secret.get("schema"));
        }
        String copy = "extra-" + name.substring(name.indexOf('-') + 1);
        assertThat(read(copy)).containsAllEntriesOf(secrets.getFirst());
        String status = now(name).getStatus().toString();
        assertThat(pass(name, 0)).as("another pass writes nothing").isEmpty();
        assertThat(now(name).getStatus().toString()).isEqualTo(status);
        try (Connection connection = admin.server().superuser(admin.database())) {
            assertThat(first(
                            connection,
                            "SELECT count(*) FROM pg_roles WHERE rolname ~ '^%s(_(app|migrator|readonly)(_[ab])?)?$'"
                                    .formatted(secrets.getFirst().get("schema"))))
                    .isEqualTo("9");
        }
    }

    /** One pass of a process that starts anew and lives for so many writes; what it died of, if it did. */
    private Optional<String> pass(String name, int writes) {
        MortalCluster cluster = cluster(writes);
        var status = cluster.status(AppDatabase.class);
        AppDatabase given = now(name);
        try {
            AppDatabase reported = new DatabaseReconciliation(
                            cluster, servers, settings, new Applied(), Clock.systemUTC())
                    .reconcile(given, status)
                    .resource();
            if (!String.valueOf(reported.getStatus())
                    .equals(String.valueOf(now(name).getStatus()))) {
                var unused = status.write(reported);
            }
            return Optional.empty();
        } catch (MortalCluster.Killed e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private MortalCluster cluster(int writes) {
        return new MortalCluster(client, writes);
    }

    private AppDatabase now(String name) {
        return client.resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    private void apply(String name, Map<String, String> annotations) {
        var database = new AppDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withAnnotations(annotations)
                .build());
        database.setSpec(new AppDatabaseSpec(
                namespace,
                null,
                null,
                new AppDatabaseSpec.SecretCopy(
                        "extra-" + name.substring(name.indexOf('-') + 1), Map.of("A", "{{user}}")),
                null,
                null,
                null,
                null));
        client.resource(database).forceConflicts().serverSideApply();
    }

    private List<Map<String, String>> secrets(String name) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String kind : KINDS) {
            all.add(read(name + "-db" + kind));
        }
        return all;
    }

    private Map<String, String> read(String secret) {
        Secret found = client.secrets().inNamespace(namespace).withName(secret).require();
        Map<String, String> keys = new TreeMap<>();
        found.getData()
                .forEach((key, value) ->
                        keys.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return keys;
    }

    private static String schema(Map<String, String> keys) throws SQLException {
        try (Connection connection = DriverManager.getConnection(keys.get("jdbc-uri"))) {
            return first(connection, "SELECT current_schema()");
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
