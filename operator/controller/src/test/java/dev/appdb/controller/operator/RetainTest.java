package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.controller.status.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleted, and its data stays. */
class RetainTest {
    private static final List<String> SECRETS = List.of("shop-db", "shop-db-migrator", "shop-db-readonly");

    private final Installation installation = Installation.shared();

    @Test
    void afterTheGraceNobodyLogsInAndTheSameManifestBringsAllOfItBack() {
        var lodger = new Lodger(installation, "lockGrace: 1s");
        lodger.apply("");
        lodger.insert("precious");
        var password = installation.secret(lodger.namespace(), "shop-db");

        lodger.delete();

        Installation.await("the lock").until(() -> lodger.openLogins("shop") == 0);
        assertThatThrownBy(lodger::rows).hasMessageContaining("not permitted to log in");
        assertThat(lodger.secrets()).isEqualTo(SECRETS);
        assertThat(lodger.hasSchema()).isTrue();
        Installation.await("the class to count it").until(() -> lodger.orphans() == 1);
        assertThat(lodger.classEvents())
                .anySatisfy(event -> assertThat(event)
                        .startsWith("Normal Orphaned: AppDatabase %s/shop was deleted".formatted(lodger.namespace()))
                        .contains("In 1s its logins are locked"))
                .anySatisfy(event -> assertThat(event).startsWith("Normal LoginsLocked: "));
        assertThat(lodger.events()).anySatisfy(event -> assertThat(event).startsWith("Normal Orphaned: "));

        lodger.apply("");

        assertThat(lodger.rows()).isEqualTo("precious");
        assertThat(installation.secret(lodger.namespace(), "shop-db")).isEqualTo(password);
        Installation.await("the class to forget it").until(() -> lodger.orphans() == 0);
        assertThat(lodger.isOrphan()).isFalse();
    }

    @Test
    void aRunningAppIsNeverLocked() throws SQLException {
        var lodger = new Lodger(installation, "lockGrace: 1s");
        lodger.apply("");
        lodger.apply("idle", "");
        lodger.insert("precious");
        try (Connection app = lodger.connect("shop-db")) {
            lodger.delete();
            lodger.database("idle").delete();

            Installation.await("the idle one's lock").until(() -> lodger.openLogins("idle") == 0);
            lodger.awaitLooks();

            assertThat(lodger.isOrphan()).isTrue();
            assertThat(app.isValid(1)).isTrue();
            assertThat(lodger.rows()).isEqualTo("precious"); // its pool may go on opening connections
        }
        Installation.await("the lock after its end").until(() -> lodger.openLogins("shop") == 0);
    }

    @Test
    void unconfirmedItIsRetainedAndTheEventSaysHowToFinishIt() {
        var lodger = new Lodger(installation, "");
        lodger.apply("deletionPolicy: Delete");
        lodger.insert("precious");

        lodger.delete();

        Installation.await("an Event")
                .untilAsserted(() -> assertThat(lodger.events()).anySatisfy(event -> assertThat(event)
                        .startsWith("Warning DeleteUnconfirmed: ")
                        .contains("apply the manifest again with annotation appdb.dev/confirm-delete: delete "
                                + lodger.namespace() + "/shop, and delete it")));
        assertThat(lodger.rows()).isEqualTo("precious");

        lodger.apply("deletionPolicy: Delete");
        lodger.confirmAndDelete();
        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
    }

    @Test
    void aNamespaceGoesAtOnceAndItsDataStays() {
        var lodger = new Lodger(installation, "");
        lodger.apply("");
        lodger.insert("precious");

        installation.deleteNamespace(lodger.namespace());

        Installation.await("the class to count it").until(() -> lodger.orphans() == 1);
        assertThat(lodger.hasSchema()).isTrue();
        assertThat(lodger.trash()).isEmpty();
    }

    @Test
    void aNamespaceMadeAnewDoesNotInheritAndWhatWasThereBecomesAnOrphan() {
        var lodger = new Lodger(installation, "");
        lodger.apply("");
        installation.deleteNamespace(lodger.namespace());
        installation.makeNamespace(lodger.namespace());

        installation.database(lodger.namespace(), "shop", "className: " + lodger.className());

        installation.untilDatabase(lodger.namespace(), "shop", Reason.Conflict);
        Installation.await("the orphan").until(lodger::isOrphan);
        lodger.awaitLooks();
        assertThat(lodger.orphans()).isEqualTo(1);
    }
}
