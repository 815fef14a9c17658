package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.controller.status.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How soon the operator sees what nobody tells it, by the clock. */
class PaceTest {
    private static final Installation INSTALLATION = Installation.own(Pace.USUAL);

    /** What users are promised. */
    private static final Duration PROMISED = Duration.ofSeconds(20);

    private final Shop shop = new Shop(INSTALLATION, "");

    @AfterAll
    static void end() {
        INSTALLATION.close();
    }

    @Test
    void atTheUsualPaceWhateverDriftedIsRepairedAndSaidWithinTwentySeconds() throws SQLException {
        shop.apply("limits: {connections: 7}").provisioned();
        Map<String, String> before = shop.secret();
        long start = System.nanoTime();
        shop.sql(
                "REVOKE USAGE ON SCHEMA $ FROM $_app".replace("$", shop.owner),
                "ALTER ROLE $_app_a SET search_path = public".replace("$", shop.owner),
                "ALTER ROLE $_app_b CONNECTION LIMIT 99".replace("$", shop.owner),
                "DROP ROLE $_readonly_a".replace("$", shop.owner));
        edit("shop-db", "password", "guessed");
        delete("shop-db-migrator");

        Awaitility.await("all of it").atMost(PROMISED).untilAsserted(() -> {
            String events = String.join("\n", shop.events());
            assertThat(events)
                    .contains(
                            "USAGE on schema $ for $_app".replace("$", shop.owner),
                            "search_path",
                            "CONNECTION LIMIT 7 of $_app_b".replace("$", shop.owner),
                            "role $_readonly_a".replace("$", shop.owner),
                            "Warning PasswordRefused: the server refused the password in Secret shop-db:",
                            "Secret shop-db-migrator",
                            "Secret shop-db-readonly");
            for (String secret : new String[] {"shop-db", "shop-db-migrator", "shop-db-readonly"}) {
                assertThat(Shop.ask(shop.secret(secret), "SELECT current_schema()"))
                        .isEqualTo(shop.owner);
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED);
        assertThat(shop.secret().get("username")).isNotEqualTo(before.get("username"));
        shop.until(Reason.Provisioned);
    }

    @Test
    void aPasswordThatWasChangedOnTheServerIsFoundWhenItsTurnComesAndReplaced() throws SQLException {
        INSTALLATION.stopOperator();
        INSTALLATION.startOperator(new Pace(Duration.ofMillis(500), Duration.ofSeconds(2)));
        shop.apply("limits: {connections: 2}").provisioned();
        Map<String, String> app = shop.secret();
        Map<String, String> migrator = shop.secret("shop-db-migrator");
        try (Connection first = Shop.connect(app);
                Connection second = Shop.connect(app)) {
            byHand(migrator);
            Installation.await("another login of the migrator")
                    .until(() ->
                            !Objects.equals(shop.secret("shop-db-migrator").get("username"), migrator.get("username")));

            assertThat(Shop.ask(shop.secret("shop-db-migrator"), "SELECT current_user"))
                    .isEqualTo(shop.owner);
            assertThat(first.isValid(1) && second.isValid(1)).isTrue();
        }
        shop.untilEvent("Warning PasswordRefused: the server refused the password in Secret shop-db-migrator:");
        assertThat(shop.secret()).isEqualTo(app);
        assertThat(shop.events()).noneMatch(event -> event.contains("ServerUnreachable"));

        byHand(app);
        Installation.await("another login of the app")
                .until(() -> !Objects.equals(shop.secret().get("username"), app.get("username")));
        assertThat(Shop.ask(shop.secret(), "SELECT current_schema()")).isEqualTo(shop.owner);
    }

    private void byHand(Map<String, String> login) {
        shop.sql("ALTER ROLE %s PASSWORD 'by hand'".formatted(login.get("username")));
    }

    private void edit(String secret, String key, String value) {
        INSTALLATION
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName(secret)
                .edit(found -> {
                    found.setStringData(Map.of(key, value));
                    return found;
                });
    }

    private void delete(String secret) {
        INSTALLATION
                .client()
                .secrets()
                .inNamespace(shop.namespace)
                .withName(secret)
                .delete();
    }
}
