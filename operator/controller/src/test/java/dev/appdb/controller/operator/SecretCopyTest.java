package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SecretCopyTest {
    private final Shop shop = new Shop();

    @Test
    void aCopyHasTheKeysOfTheAppsSecretAndThoseOfTheTemplate() throws SQLException {
        shop.apply("""
                secret:
                  name: settings
                  template:
                    SPRING_USER: "{{username}}"
                    SPRING_URL: "jdbc:{{host}}/{{database}}?a={b}"
                """).provisioned();

        Map<String, String> app = shop.secret();
        assertThat(shop.secret("settings"))
                .containsAllEntriesOf(app)
                .containsEntry("SPRING_USER", app.get("username"))
                .containsEntry("SPRING_URL", "jdbc:%s/%s?a={b}".formatted(app.get("host"), app.get("database")))
                .hasSize(app.size() + 2);
        assertThat(Shop.ask(shop.secret("settings"), "SELECT current_schema()")).isEqualTo(shop.owner);
    }

    @Test
    void itFollowsItsTemplateItsNameAndARotation() {
        shop.apply("secret: {name: settings, template: {A: '1 {{user}}'}}").provisioned();
        assertThat(shop.secret("settings")).containsEntry("A", "1 " + shop.owner + "_app_a");

        shop.apply("secret: {name: settings, template: {A: '2', B: '{{port}}'}}")
                .provisioned();
        assertThat(shop.secret("settings"))
                .containsEntry("A", "2")
                .containsEntry("B", Integer.toString(shop.admin.server().port()));

        shop.annotate(AppDb.ROTATE, "now");
        Installation.await("the rotation")
                .until(() -> Objects.equals(shop.secret("settings").get("username"), shop.owner + "_app_b"));
        assertThat(shop.secret("settings")).containsAllEntriesOf(shop.secret());

        shop.apply("secret: {name: renamed}").provisioned();
        assertThat(shop.hasSecret("settings")).isFalse();
        assertThat(shop.secret("renamed")).isEqualTo(shop.secret());

        shop.apply("").provisioned();
        assertThat(shop.hasSecret("renamed")).isFalse();
        assertThat(shop.hasSecret("shop-db")).isTrue();
    }

    @Test
    void anEditedOrLostCopyIsRepairedAndSaid() {
        shop.apply("secret: {name: settings, template: {A: fixed}}").provisioned();
        Map<String, String> before = shop.secret("settings");

        edit("settings", "A", "broken");
        Installation.await("the repair").until(() -> before.equals(shop.secret("settings")));
        shop.untilEvent("Normal Repaired: had drifted: Secret settings");

        shop.installation
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName("settings")
                .delete();
        Installation.await("its return").until(() -> shop.hasSecret("settings"));
        assertThat(shop.secret("settings")).isEqualTo(before);
    }

    @Test
    void aStrangersSecretOfItsNameIsAConflictAndStaysAsItIs() {
        shop.installation
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(shop.namespace)
                        .withName("settings")
                        .addToLabels(AppDb.MANAGED_BY, AppDb.MANAGER)
                        .addToLabels(AppDb.DATABASE, "shop")
                        .endMetadata()
                        .addToStringData("mine", "precious")
                        .build())
                .create();
        shop.apply("secret: {name: settings}");

        assertThat(shop.until(Reason.Conflict)).contains("Secret settings is not of this AppDatabase");
        assertThat(shop.secret("settings")).containsOnlyKeys("mine");

        shop.apply("").provisioned();
        assertThat(shop.secret("settings")).containsOnlyKeys("mine");
    }

    @Test
    void labelsAndAnnotationsOfOthersStayAndKeysOfOthersGo() {
        shop.apply("").provisioned();
        Map<String, String> before = shop.secret();
        shop.installation
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName("shop-db")
                .edit(found -> new SecretBuilder(found)
                        .editMetadata()
                        .addToLabels("theirs", "yes")
                        .addToAnnotations("theirs", "too")
                        .endMetadata()
                        .addToStringData("more", "keys")
                        .build());

        Installation.await("the repair").until(() -> before.equals(shop.secret()));
        var metadata = shop.installation
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName("shop-db")
                .require()
                .getMetadata();
        assertThat(metadata.getLabels()).containsEntry("theirs", "yes");
        assertThat(metadata.getAnnotations()).containsEntry("theirs", "too");
    }

    private void edit(String secret, String key, String value) {
        shop.installation
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName(secret)
                .edit(found -> {
                    found.setStringData(Map.of(key, value));
                    return found;
                });
    }
}
