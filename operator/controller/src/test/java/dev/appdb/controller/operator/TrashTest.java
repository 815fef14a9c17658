package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabaseClassStatus.Trashed;
import dev.appdb.api.AppDb;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deleted with its data, which is in the trash until its time has come. */
class TrashTest {
    private final Installation installation = Installation.shared();

    @Test
    void confirmedItGoesIntoTheTrashAndAnAnnotationBringsItBack() {
        var lodger = new Lodger(installation, "trashRetention: 2d");
        lodger.apply("deletionPolicy: Delete\nsecret: {name: copy}");
        lodger.insert("precious");

        lodger.confirmAndDelete();

        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
        Trashed trash = lodger.trash().getFirst();
        assertThat(trash.database()).isEqualTo(lodger.namespace() + "/shop");
        assertThat(Duration.between(Instant.parse(trash.trashedAt()), Instant.parse(trash.purgeAt())))
                .isEqualTo(Duration.ofDays(2));
        assertThat(trash.kept()).isNull();
        assertThat(lodger.hasSchema()).isFalse();
        assertThat(lodger.mark()).isEmpty();
        assertThat(lodger.secrets()).isEmpty();
        assertThat(lodger.orphans()).isZero();
        assertThat(lodger.classEvents())
                .anySatisfy(event ->
                        assertThat(event).startsWith("Normal Trashed: ").contains("appdb.dev/restore: " + trash.id()));

        installation.database(
                lodger.namespace(), "shop", "className: " + lodger.className(), Map.of(AppDb.RESTORE, trash.id()));
        Installation.await("its return").until(() -> lodger.trash().isEmpty());
        Installation.await("its Secrets").until(() -> lodger.secrets().contains("shop-db"));
        assertThat(lodger.rows()).isEqualTo("precious");
    }

    /** Its mark never hears of the confirmation: one that is going is not reconciled any more. */
    @Test
    void confirmedInItsLastSecondItGoesToo() {
        var lodger = new Lodger(installation, "");
        lodger.apply("deletionPolicy: Delete");
        lodger.holdBack();
        lodger.delete();
        lodger.confirm();
        assertThat(lodger.mark()).doesNotContain("trashOnDelete");

        lodger.letGo();

        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
        assertThat(lodger.hasSchema()).isFalse();
    }

    @Test
    void anEphemeralNamespaceTakesItsDataAlongWithoutConfirmation() {
        var lodger = new Lodger(installation, "ephemeral: {selector: {matchLabels: {preview: \"yes\"}}}");
        installation.label(lodger.namespace(), "preview", "yes");
        lodger.apply("deletionPolicy: Delete");

        installation.deleteNamespace(lodger.namespace());

        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
        assertThat(lodger.hasSchema()).isFalse();
    }

    @Test
    void deletedMadeAgainAndPurgedTheNewOneKeepsItsData() {
        var lodger = new Lodger(installation, "");
        lodger.apply("deletionPolicy: Delete");
        lodger.insert("old");
        lodger.confirmAndDelete();
        Installation.await("the trash").until(() -> lodger.trash().size() == 1);
        String id = lodger.trash().getFirst().id();
        lodger.apply("");
        lodger.insert("new");

        lodger.applyClass("trashRetention: 1s");

        Installation.await("the purge").until(() -> lodger.trash().isEmpty());
        assertThat(lodger.classEvents()).anySatisfy(event -> assertThat(event).startsWith("Normal Purged: " + id));
        assertThat(lodger.rows()).isEqualTo("new");
    }

    @Test
    void whatOthersDependOnIsKeptAndTheyAreNamed() {
        var lodger = new Lodger(installation, "");
        lodger.apply("deletionPolicy: Delete");
        lodger.apply("other", "");
        lodger.insert("precious");
        String other = lodger.schema().replace("__shop", "__other");
        lodger.admin()
                .server()
                .sql(
                        lodger.admin().database(),
                        "CREATE VIEW %s.report AS SELECT * FROM %s.item".formatted(other, lodger.schema()));
        lodger.confirmAndDelete();
        Installation.await("the trash").until(() -> lodger.trash().size() == 1);

        lodger.applyClass("trashRetention: 1s");

        Installation.await("why it is kept")
                .until(() -> String.valueOf(lodger.trash().getFirst().kept()).contains("report"));
        lodger.awaitLooks();
        assertThat(lodger.classEvents().stream().filter(event -> event.startsWith("Warning PurgeRefused: ")))
                .singleElement()
                .satisfies(event -> assertThat(event).contains("report"));
    }
}
