package dev.appdb.controller.migration;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.AppAccess;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Limits;
import dev.appdb.postgres.Login;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.Renewal;
import dev.appdb.postgres.ServerAccess;
import dev.appdb.postgres.ServerUrl;
import dev.appdb.postgres.Wanted;
import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A namespace with an AppDatabase {@code shop} that is ready, on a real API server and a real PostgreSQL, whose
 * AppMigrations are reconciled while one waits for them; their Jobs' pods run the real runner as a process.
 */
final class Road implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final MigrationSettings SETTINGS = new MigrationSettings("appdb:test", "IfNotPresent");

    final String namespace;
    private final ControlPlane plane = Grounds.plane();
    private final KubernetesClient client = plane.admin();
    private final MigrationReconciliation reconciliation =
            new MigrationReconciliation(new LiveCluster(client), Ledger.inTheDatabase(), SETTINGS, Clock.systemUTC());
    private final TestAdmin admin;
    private Login migrator = new Login("", "");

    private Road(TestPostgres postgres) {
        namespace = plane.newNamespace();
        admin = postgres.createAdmin();
    }

    static Road withDatabase() {
        return withDatabase(PostgresServers.newest());
    }

    static Road withDatabase(TestPostgres postgres) {
        Road road = new Road(postgres);
        road.makeDatabase();
        return road;
    }

    /** As the AppDatabase's reconciliation leaves it. */
    private void makeDatabase() {
        Mark mark = Mark.of(namespace, namespace, "uid-" + namespace, "shop", "default");
        Wanted wanted = new Wanted(
                mark,
                mark.names(),
                AppAccess.READ_WRITE,
                true,
                Limits.none(),
                Set.of(),
                Optional.empty(),
                Duration.ofHours(1));
        try (DatabaseServer server = DatabaseServer.open(
                new ServerAccess(
                        ServerUrl.parse(admin.url()),
                        Optional.of(admin.password()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty())) {
            server.inspect();
            migrator = Optional.ofNullable(server.ensure(wanted, Renewal.of(Kind.values()))
                            .logins()
                            .get(Kind.MIGRATOR))
                    .orElseThrow();
        }
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("shop-db-migrator")
                        .withLabels(Map.of(AppDb.MANAGED_BY, AppDb.MANAGER, AppDb.DATABASE, "shop"))
                        .withAnnotations(Map.of(AppDb.OWNER, mark.namespaceUid() + "/shop"))
                        .endMetadata()
                        .withType(AppDb.SECRET_TYPE)
                        .withStringData(Map.of(
                                "host", admin.server().host(),
                                "port", Integer.toString(admin.server().port()),
                                "dbname", admin.database(),
                                "username", migrator.user(),
                                "password", migrator.password(),
                                "schema", wanted.names().schema().name(),
                                "jdbc-uri", "jdbc:postgresql://x/y?sslmode=disable"))
                        .build())
                .create();
        AppDatabase database = new AppDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName("shop")
                .build());
        database.setSpec(AppDatabaseSpec.empty());
        client.resource(database).create();
        setReady(new State.Ready(Reason.Ready, "there"));
    }

    void setReady(State state) {
        client.resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName("shop")
                .editStatus(database -> {
                    database.setStatus(new AppDatabaseStatus(
                            1L,
                            "default",
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            new Conditions(Clock.systemUTC()).of(List.of(), state, 1)));
                    return database;
                });
    }

    void apply(String spec) {
        apply("shop", spec);
    }

    /** @param spec the YAML below {@code spec}, without {@code databaseRef} */
    void apply(String name, String spec) {
        String yaml = """
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  databaseRef:
                    name: shop
                """.formatted(name, namespace) + spec.indent(2);
        client.resource(Serialization.unmarshal(yaml, AppMigration.class))
                .forceConflicts()
                .serverSideApply();
    }

    void image(String reference, Path directory) {
        Grounds.pods().image(reference, directory);
    }

    void annotate(String annotation, String value) {
        client.resources(AppMigration.class)
                .inNamespace(namespace)
                .withName("shop")
                .edit(migration -> {
                    migration.getMetadata().setAnnotations(Map.of(annotation, value));
                    return migration;
                });
    }

    void configMap(String name, Map<String, String> files) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(files)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    AppMigration migration(String name) {
        return client.resources(AppMigration.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    /** One pass; what it wrote first is in the status too. */
    AppMigration pass(String name) {
        return write(reconciliation.reconcile(migration(name), this::write).resource());
    }

    private AppMigration write(AppMigration reported) {
        return client.resources(AppMigration.class)
                .inNamespace(namespace)
                .withName(reported.getMetadata().getName())
                .editStatus(migration -> {
                    migration.setStatus(reported.getStatus());
                    return migration;
                });
    }

    AppMigration until(Reason reason) {
        return until("shop", migration -> ready(migration).startsWith(reason.name() + ":"));
    }

    AppMigration until(String name, Predicate<AppMigration> done) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(150))
                .pollDelay(Duration.ZERO)
                .until(() -> pass(name), done);
    }

    /** {@code reason: message} of the condition Ready. */
    static String ready(AppMigration migration) {
        return Optional.ofNullable(migration.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY))
                .map(condition -> condition.getReason() + ": " + condition.getMessage())
                .orElse("unknown");
    }

    Optional<Duration> cleanup() {
        return reconciliation.cleanup(migration("shop"));
    }

    List<Job> jobs() {
        return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
    }

    String describe() {
        return plane.kubectl("describe", "appmigration/shop", "-n", namespace);
    }

    /** The first column, as the tenant's migrator sees it. */
    List<String> rows(String sql) {
        try (Connection connection = admin.server().connect(admin.database(), migrator.user(), migrator.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** What the statement takes is held until this is closed. */
    Hold hold(String statement) {
        try {
            Connection connection = admin.server().connect(admin.database(), migrator.user(), migrator.password());
            connection.createStatement().execute(statement);
            return connection::close;
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    /** A session that holds something. */
    interface Hold extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    void sql(String statement) {
        try (Connection connection = admin.server().connect(admin.database(), migrator.user(), migrator.password());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
    }
}
