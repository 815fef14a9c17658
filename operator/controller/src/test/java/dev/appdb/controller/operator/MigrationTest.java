package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What wakes an AppMigration under the SDK; its decisions are tested beside them. */
class MigrationTest {
    private final TestAdmin admin = PostgresServers.newest().createAdmin();
    private final Installation installation = Installation.withPods();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = installation.newNamespace();

    @BeforeEach
    void aClass() {
        installation.adminSecret(className + "-admin", admin.password());
        installation.databaseClass(className, admin.url(), "allowedNamespaces: {from: All}");
    }

    @Test
    void appliedBeforeEverythingItNeedsItRunsAsSoonAsThatIsThereAndAgainWhenItChanges() {
        migration("configMaps: [{name: scripts}]");
        until(Reason.SourceNotFound);

        scripts(Map.of("V1__item.sql", "CREATE TABLE item (id int);"));
        until(Reason.DatabaseNotFound);

        installation.database(namespace, "shop", "className: " + className);
        assertThat(until(Reason.Migrated)).contains("version 1");

        scripts(Map.of(
                "V1__item.sql", "CREATE TABLE item (id int);", "V2__name.sql", "ALTER TABLE item ADD name text;"));
        Installation.await("the second run").until(() -> message().contains("version 2"));
        assertThat(jobs()).isEqualTo(2);

        installation
                .client()
                .resources(AppMigration.class)
                .inNamespace(namespace)
                .withName("shop")
                .edit(found -> {
                    found.getMetadata().getAnnotations().put(AppDb.RUN_NOW, "please");
                    return found;
                });
        Installation.await("the third run").until(() -> jobs() == 3);
        until(Reason.Migrated);
    }

    @Test
    void aFinishedAppMigrationGoesAtOnce() {
        installation.database(namespace, "shop", "className: " + className);
        migration("inline: {files: {V1__item.sql: \"CREATE TABLE item (id int);\"}}");
        until(Reason.Migrated);

        installation
                .client()
                .resources(AppMigration.class)
                .inNamespace(namespace)
                .withName("shop")
                .delete();

        Installation.await("it to be gone").until(() -> installation
                .client()
                .resources(AppMigration.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .isEmpty());
    }

    @Test
    void oneThatRunsIsHeldUntilItsJobHasEndedAndNoneElseIs() throws SQLException {
        installation.database(namespace, "shop", "className: " + className);
        try (Connection busy = admin.connect();
                Statement statement = busy.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(42)");
            migration("inline: {files: {V1__item.sql: \"SELECT pg_advisory_lock(42); CREATE TABLE item (id int);\"}}");
            assertThat(finalizers()).isEmpty();
            Installation.await("its finalizer").until(() -> finalizers().equals(List.of("appdb.dev/running-job")));

            shop().delete();
            Installation.await("the run to wait for us").until(() -> isWaiting(statement));
            assertThat(shop().get().isMarkedForDeletion()).isTrue();
        }
        Installation.await("it to be gone").until(() -> shop().get() == null);
        try (Connection other = admin.server().superuser(admin.database());
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT to_regclass('%s__shop.item')".formatted(namespace.replace('-', '_')))) {
            rows.next();
            assertThat(rows.getString(1)).isNotNull();
        }
    }

    private static boolean isWaiting(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND NOT granted")) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }

    private List<String> finalizers() {
        return shop().get().getFinalizers();
    }

    private Resource<AppMigration> shop() {
        return installation
                .client()
                .resources(AppMigration.class)
                .inNamespace(namespace)
                .withName("shop");
    }

    private void migration(String source) {
        String yaml = """
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata:
                  name: shop
                  namespace: %s
                  annotations: {example.com/by: test}
                spec:
                  databaseRef: {name: shop}
                  source:
                    %s
                """.formatted(namespace, source);
        installation
                .client()
                .resource(Serialization.unmarshal(yaml, AppMigration.class))
                .create();
    }

    private void scripts(Map<String, String> files) {
        installation
                .client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("scripts")
                        .endMetadata()
                        .withData(files)
                        .build())
                .createOr(existing -> existing.update());
    }

    private String until(Reason reason) {
        Installation.await("AppMigration shop to be " + reason).until(() -> ready().map(Condition::getReason)
                .filter(reason.name()::equals)
                .isPresent());
        return message();
    }

    private String message() {
        return ready().map(Condition::getMessage).orElse("");
    }

    private Optional<Condition> ready() {
        return Optional.ofNullable(installation
                        .client()
                        .resources(AppMigration.class)
                        .inNamespace(namespace)
                        .withName("shop")
                        .require()
                        .getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY));
    }

    private int jobs() {
        return installation
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list()
                .getItems()
                .size();
    }
}
