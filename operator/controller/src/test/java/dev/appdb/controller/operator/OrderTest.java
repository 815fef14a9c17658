package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Class, definitions, namespaces and operator go in the wrong order: nothing hangs, nobody is locked, nothing is lost. */
class OrderTest {
    private static final Installation INSTALLATION = Installation.own();
    private static final String DATABASES = "appdatabases.appdb.dev";

    @AfterAll
    static void end() {
        INSTALLATION.close();
    }

    /** A test that failed without them leaves them to the next. */
    @AfterEach
    void define() {
        INSTALLATION.define();
    }

    @Test
    void withoutItsClassATenantIsLeftAloneUntilTheClassIsBack() {
        var lodger = new Lodger(INSTALLATION, "lockGrace: 1s");
        lodger.apply("");
        lodger.apply("other", "");
        lodger.insert("precious");

        lodger.databaseClass().delete();
        INSTALLATION.untilDatabase(lodger.namespace(), "shop", Reason.ClassNotFound);
        lodger.database("other").delete();
        assertThat(lodger.rows()).isEqualTo("precious");
        assertThat(lodger.openLogins("other")).isPositive();

        lodger.applyClass();
        INSTALLATION.untilDatabase(lodger.namespace(), "shop", Reason.Provisioned);
        assertThat(lodger.rows()).isEqualTo("precious");
        Installation.await("the one that was deleted meanwhile").until(() -> lodger.openLogins("other") == 0);
        assertThat(lodger.openLogins("shop")).isPositive();
    }

    @Test
    void aNamespaceEndsThoughItsClassWentFirst() {
        var lodger = new Lodger(INSTALLATION, "");
        lodger.apply("");
        migration(lodger);
        lodger.databaseClass().delete();
        Installation.await("the class to be gone")
                .until(() -> lodger.databaseClass().get() == null);

        INSTALLATION.deleteNamespace(lodger.namespace());

        assertThat(lodger.hasSchema()).isTrue();
    }

    @Test
    void withoutTheDefinitionOfAllAppDatabasesNothingIsDeletedOrLocked() {
        var lodger = new Lodger(INSTALLATION, "");
        lodger.apply("deletionPolicy: Delete");
        lodger.insert("precious");
        lodger.confirm();
        Installation.await("the mark").until(() -> lodger.mark().contains("trashOnDelete"));

        remove(DATABASES);
        lodger.awaitLooks();
        assertThat(lodger.isOrphan()).isFalse();
        INSTALLATION.define();
        Installation.await("it to be missed").until(lodger::isOrphan);
        lodger.awaitLooks();

        assertThat(lodger.rows()).isEqualTo("precious");
        assertThat(lodger.trash()).isEmpty();
        assertThat(lodger.secrets()).hasSize(3);
        lodger.apply("deletionPolicy: Delete");
        assertThat(lodger.isOrphan()).isFalse();
        assertThat(lodger.rows()).isEqualTo("precious");
    }

    @Test
    void withoutAnyDefinitionEverythingEndsAndComesBackWithTheManifests() {
        var lodger = new Lodger(INSTALLATION, "");
        lodger.apply("");
        lodger.insert("precious");
        migration(lodger);

        remove("appdatabaseclasses.appdb.dev", DATABASES, "appmigrations.appdb.dev");
        INSTALLATION.define();
        lodger.applyClass();
        lodger.apply("");

        assertThat(lodger.rows()).isEqualTo("precious");
        assertThat(lodger.openLogins("shop")).isEqualTo(3);
    }

    @Test
    void whatIsDeletedWithoutAnOperatorEndsAtOnceAndIsFollowedByTheNext() {
        var lodger = new Lodger(INSTALLATION, "lockGrace: 1s");
        lodger.apply("deletionPolicy: Delete");
        lodger.confirm();
        Installation.await("the mark").until(() -> lodger.mark().contains("trashOnDelete"));
        migration(lodger);
        INSTALLATION.stopOperator();
        try {
            INSTALLATION.deleteNamespace(lodger.namespace());
            assertThat(lodger.hasSchema()).isTrue();
        } finally {
            INSTALLATION.startOperator();
        }

        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
        assertThat(lodger.classEvents()).anySatisfy(event -> assertThat(event)
                .startsWith("Warning Orphaned: ")
                .contains("nobody was there to see it deleted"));
    }

    /** One that waits for its database's namespace to go is no different from one that has run. */
    private static void migration(Lodger lodger) {
        String yaml = """
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata: {name: shop, namespace: %s}
                spec:
                  databaseRef: {name: shop}
                  source: {inline: {files: {V1__item.sql: "CREATE TABLE item (name text)"}}}
                """.formatted(lodger.namespace());
        INSTALLATION
                .client()
                .resource(Serialization.unmarshal(yaml, AppMigration.class))
                .serverSideApply();
    }

    /** Returns when they are gone. */
    private static void remove(String... definitions) {
        var all = INSTALLATION.client().apiextensions().v1().customResourceDefinitions();
        List.of(definitions).forEach(name -> all.withName(name).delete());
        Installation.await("the definitions to be gone").until(() -> List.of(definitions).stream()
                .allMatch(name -> all.withName(name).get() == null));
    }
}
