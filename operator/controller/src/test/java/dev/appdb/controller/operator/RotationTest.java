package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final String SHORT = "rotation: {overlap: 1500ms}";

    /** However slow the machine is, it is not over before a test ends it. */
    private static final String LONG = "rotation: {overlap: 1h}";

    private final Shop shop = new Shop();

    @Test
    void anAppThatReopensItsConnectionsGoesThroughThreeRotationsWithoutAnError() throws Exception {
        shop.apply(LONG).provisioned();
        Shop.execute(shop.secret("shop-db-migrator"), "CREATE TABLE item (id int)");
        Map<String, String> first = shop.secret();
        try (var app = new BusyApp(shop::secret)) {
            for (String token : new String[] {"monday", "tuesday", "wednesday"}) {
                String old = Objects.requireNonNull(shop.secret().get("username"));
                shop.annotate(AppDb.ROTATE, token);
                Installation.await("rotation " + token)
                        .until(() -> token.equals(shop.now().getStatus().rotateToken()));
                String current = Objects.requireNonNull(shop.secret().get("username"));
                Installation.await("a connection of " + current).until(() -> current.equals(app.user()));
                endOverlap(old);
            }
            long queries = app.queries();
            Installation.await("queries after the last").until(() -> app.queries() > queries + 100);

            assertThat(app.errors()).isEmpty();
            assertThat(app.users()).containsExactlyInAnyOrder(shop.owner + "_app_a", shop.owner + "_app_b");
        }
        Map<String, String> last = shop.secret();
        assertThat(last.get("username")).isEqualTo(shop.owner + "_app_b");
        assertThat(last.get("password")).isNotEqualTo(first.get("password"));
        assertThat(shop.events())
                .filteredOn(event -> event.startsWith("Normal Rotated: new passwords for app, migrator, readonly"))
                .hasSize(3);
    }

    @Test
    void theOldPasswordGoesOnForTheOverlapAndThenItsSessionsEnd() throws SQLException {
        shop.apply("rotation: {overlap: 4s}").provisioned();
        Map<String, String> before = shop.secret();
        try (Connection old = Shop.connect(before)) {
            shop.annotate(AppDb.ROTATE, "now");
            Installation.await("another login")
                    .until(() -> !Objects.equals(shop.secret().get("username"), before.get("username")));

            assertThat(old.isValid(1)).isTrue();
            assertThat(Shop.ask(before, "SELECT current_user")).isEqualTo(shop.owner + "_app");

            Installation.await("the old session to end").until(() -> !old.isValid(1));
        }
        assertThatThrownBy(() -> Shop.ask(before, "SELECT 1")).hasMessageContaining("not permitted to log in");
        assertThat(Shop.ask(shop.secret(), "SELECT current_user")).isEqualTo(shop.owner + "_app");
        shop.untilEvent("Normal OldPasswordLocked: can't log in any more, the passwords are old: ");
        assertThat(shop.events()).noneMatch(event -> event.contains("had drifted"));
    }

    @Test
    void aSecondTokenWaitsForTheOverlapOfTheFirst() {
        shop.apply("rotation: {overlap: 1h}").provisioned();
        shop.annotate(AppDb.ROTATE, "one");
        Installation.await("the first")
                .until(() -> "one".equals(shop.now().getStatus().rotateToken()));
        Map<String, String> rotated = shop.secret();

        shop.annotate(AppDb.ROTATE, "two");

        Installation.await("it to say so")
                .until(() -> shop.until(Reason.Provisioned).contains("a rotation waits until "));
        assertThat(shop.secret()).isEqualTo(rotated);
        assertThat(shop.now().getStatus().rotateToken()).isEqualTo("one");

        shop.apply("rotation: {overlap: 1s}");
        Installation.await("the second")
                .until(() -> "two".equals(shop.now().getStatus().rotateToken()));
        assertThat(shop.secret()).isNotEqualTo(rotated);
    }

    @Test
    void anIntervalRotatesByItself() {
        shop.apply("rotation: {interval: 3s, overlap: 1s}").provisioned();
        String made = Objects.requireNonNull(shop.now().getStatus().rotatedAt());
        Map<String, String> before = shop.secret();

        Installation.await("a rotation")
                .until(() -> !made.equals(shop.now().getStatus().rotatedAt()));
        shop.apply("rotation: {overlap: 1s}");

        assertThat(shop.secret().get("password")).isNotEqualTo(before.get("password"));
        Instant rotated =
                Instant.parse(Objects.requireNonNull(shop.now().getStatus().rotatedAt()));
        assertThat(Duration.between(Instant.parse(made), rotated)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        shop.untilEvent("Normal Rotated: ");
    }

    @Test
    void everyKindGetsItsNewPassword() throws SQLException {
        shop.apply(SHORT).provisioned();
        shop.annotate(AppDb.ROTATE, "now");
        Installation.await("the rotation")
                .until(() -> "now".equals(shop.now().getStatus().rotateToken()));

        for (String secret : new String[] {"shop-db", "shop-db-migrator", "shop-db-readonly"}) {
            assertThat(shop.secret(secret).get("username")).endsWith("_b");
            assertThat(Shop.ask(shop.secret(secret), "SELECT current_schema()")).isEqualTo(shop.owner);
        }
    }

    /** An overlap that is over when the app has followed, and not before, on however slow a machine. */
    private void endOverlap(String old) {
        shop.sql("""
                DO $$ DECLARE login record; BEGIN
                  FOR login IN
                    SELECT rolname, comment, substring(comment FROM '"passwordSet":"([^"]+)"') AS at
                    FROM (SELECT rolname, shobj_description(oid, 'pg_authid') AS comment FROM pg_roles) r
                    WHERE rolname ~ '^%s_.*_[ab]$' AND comment LIKE '%%passwordSet%%'
                  LOOP
                    EXECUTE format('COMMENT ON ROLE %%I IS %%L', login.rolname, replace(login.comment, login.at,
                      to_char((login.at::timestamptz - interval '2 hours') AT TIME ZONE 'UTC',
                              'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')));
                  END LOOP;
                END $$""".formatted(shop.owner));
        Installation.await("the lock of " + old).until(() -> !shop.canLogIn(old));
    }
}
