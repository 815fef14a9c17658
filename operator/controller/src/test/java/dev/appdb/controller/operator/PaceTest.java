package dev.appdb.controller.operator;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
    void atTheUsualPaceWhateverDriftedIsRepairedAndSaidWithinTwentySeconds() {
        var secrets = new Shop(INSTALLATION, ""); // another's, since a changed Secret is told at once
        secrets.apply("").provisioned();
        shop.apply("limits: {connections: 7}").provisioned();
        long start = System.nanoTime();
        shop.sql(
                "REVOKE USAGE ON SCHEMA $ FROM $_app".replace("$", shop.owner),
                "ALTER ROLE $_app_a SET search_path = public".replace("$", shop.owner),
                "ALTER ROLE $_app_b CONNECTION LIMIT 99".replace("$", shop.owner),
                "DROP ROLE $_readonly_a".replace("$", shop.owner));
        edit(secrets, "shop-db", "password", "guessed");
        delete(secrets, "shop-db-migrator");

        Awaitility.await("all of it").atMost(PROMISED).untilAsserted(() -> {
            assertThat(repaired(shop))
                    .contains(
                            "USAGE on schema $ for $_app".replace("$", shop.owner),
                            "search_path = ",
                            "CONNECTION LIMIT 7 of $_app_b".replace("$", shop.owner),
                            "role $_readonly_a".replace("$", shop.owner),
                            "Secret shop-db-readonly");
            assertThat(repaired(secrets)).contains("Secret shop-db-migrator");
            assertThat(secrets.events())
                    .anyMatch(event -> event.startsWith(
                            "Warning PasswordRefused: the server refused the password in" + " Secret shop-db:"));
            for (Shop one : List.of(shop, secrets)) {
                for (String secret : List.of("shop-db", "shop-db-migrator", "shop-db-readonly")) {
                    assertThat(Shop.ask(one.secret(secret), "SELECT current_schema()"))
                            .isEqualTo(one.owner);
                }
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED);
    }

    private static String repaired(Shop of) {
        return of.events().stream()
                .filter(event -> event.startsWith("Normal Repaired: had drifted: "))
                .collect(joining("\n"));
    }

    @Test
    void aPasswordThatWasChangedOnTheServerIsFoundWhenItsTurnComesAndReplaced() throws SQLException {
        INSTALLATION.stopOperator();
        INSTALLATION.startOperator(new Pace(Duration.ofMillis(500), Duration.ofSeconds(2)));
        shop.apply("limits: {connections: 2}").provisioned();
        Map<String, String> app = shop.secret();
        Map<String, String> migrator = shop.secret("shop-db-migrator");
        try (Connection first = connect(app);
                Connection second = connect(app)) {
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

    /** The operator may be trying the login at this moment, and it has few connections. */
    private static Connection connect(Map<String, String> login) {
        return Installation.await("a connection").ignoreExceptions().until(() -> Shop.connect(login), Objects::nonNull);
    }

    private void byHand(Map<String, String> login) {
        shop.sql("ALTER ROLE %s PASSWORD 'by hand'".formatted(login.get("username")));
    }

    private static void edit(Shop of, String secret, String key, String value) {
        INSTALLATION
                .client()
                .secrets()
                .inNamespace(of.namespace)
                .withName(secret)
                .edit(found -> {
                    found.setStringData(Map.of(key, value));
                    return found;
                });
    }

    private static void delete(Shop of, String secret) {
        INSTALLATION
                .client()
                .secrets()
                .inNamespace(of.namespace)
                .withName(secret)
                .delete();
    }
}
