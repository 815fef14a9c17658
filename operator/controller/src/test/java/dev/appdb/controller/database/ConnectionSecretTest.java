package dev.appdb.controller.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.Golden;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConnectionSecretTest {
    private static final Login LOGIN = new Login("team_a__shop_app_a", "pa:ss\\wo/rd@?#&=,+% \"'ä");
    private static final AppDatabase SHOP = shop();

    /** {@code class.yaml} in; for each kind, its endpoint and every key out, with a password that needs every escape. */
    @TestFactory
    Stream<DynamicTest> everyKeyIsAsItsFileSays() throws IOException {
        return Golden.cases("dev/appdb/controller/connection", golden -> {
            AppDatabaseClass databaseClass = golden.read("class.yaml", AppDatabaseClass.class);
            Map<String, Object> all = new LinkedHashMap<>();
            for (Kind kind : new Kind[] {Kind.APP, Kind.MIGRATOR}) {
                all.put(kind.name(), tree(secret(kind, databaseClass)));
            }
            golden.matches("secrets.yaml", all);
        });
    }

    @Test
    void itIsKnownAgainByItsOwnerAlone() {
        Secret ours = new SecretBuilder()
                .withNewMetadata()
                .addToAnnotations("appdb.dev/owner", "11-22/shop")
                .endMetadata()
                .build();

        assertThat(ConnectionSecret.isOurs(ours, "11-22", "shop")).isTrue();
        assertThat(ConnectionSecret.isOurs(ours, "33-44", "shop")).isFalse();
        assertThat(ConnectionSecret.isOurs(ours, "11-22", "shop-2")).isFalse();
        assertThat(ConnectionSecret.isOurs(
                        new SecretBuilder().withNewMetadata().endMetadata().build(), "11-22", "shop"))
                .isFalse();
    }

    @Test
    void correctingItKeepsWhatOthersWroteOnIt() {
        Secret wanted = new SecretBuilder()
                .withNewMetadata()
                .addToLabels("ours", "yes")
                .endMetadata()
                .withType("t")
                .addToData("a", "MQ==")
                .build();
        Secret found = new SecretBuilder()
                .withNewMetadata()
                .withResourceVersion("7")
                .addToLabels("theirs", "too")
                .endMetadata()
                .withType("t")
                .addToData("a", "Mg==")
                .build();

        Secret corrected = ConnectionSecret.corrected(found, wanted);

        assertThat(ConnectionSecret.isAsWanted(found, wanted)).isFalse();
        assertThat(ConnectionSecret.isAsWanted(corrected, wanted)).isTrue();
        assertThat(corrected.getMetadata().getLabels()).containsEntry("theirs", "too");
        assertThat(corrected.getMetadata().getResourceVersion()).isEqualTo("7");
    }

    private static Secret secret(Kind kind, AppDatabaseClass databaseClass) {
        var secrets = new ConnectionSecrets(
                SHOP,
                databaseClass,
                "11-22",
                new Identifier("team_a__shop"),
                Optional.of("-----BEGIN CERTIFICATE-----\n"));
        return secrets.of(kind, LOGIN);
    }

    private static Map<String, Object> tree(Secret secret) {
        Map<String, String> keys = new TreeMap<>();
        secret.getData()
                .forEach((key, value) ->
                        keys.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
        return new TreeMap<>(Map.of("metadata", secret.getMetadata(), "type", secret.getType(), "decoded", keys));
    }

    private static AppDatabase shop() {
        var shop = new AppDatabase();
        shop.setMetadata(
                new ObjectMetaBuilder().withNamespace("team-a").withName("shop").build());
        return shop;
    }
}
