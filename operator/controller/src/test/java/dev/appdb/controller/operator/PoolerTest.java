package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.AdminGuide;
import dev.appdb.testkit.PgBouncer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apps go through Debian's PgBouncer in transaction mode, set up as the admin guide says; Jobs go direct. */
class PoolerTest {
    private final Installation installation = Installation.withPods();
    private final Shop shop = new Shop();
    private final PgBouncer pooler;

    PoolerTest() {
        String database = shop.admin.database();
        shop.sql(AdminGuide.block("sql", "pooler").statements().stream()
                .map(statement -> statement.replace("prt_apps", database))
                .toArray(String[]::new));
        pooler = PgBouncer.asTheGuideSays(shop.admin.server(), database);
    }

    @BeforeEach
    void aClassThatSendsAppsToThePooler() {
        installation.databaseClass(shop.className, shop.admin.url(), """
                allowedNamespaces: {from: All}
                appEndpoint: {host: %s, port: %d, parameters: {sslmode: disable}}
                """.formatted(pooler.host(), pooler.port()));
        shop.apply("rotation: {overlap: 1500ms}").provisioned();
    }

    @AfterEach
    void close() {
        pooler.close();
    }

    @Test
    void appsAndReadersGetItAndTheMigratorDoesNot() throws SQLException {
        Shop.execute(shop.secret("shop-db-migrator"), "CREATE TABLE item (id int)");

        assertThat(shop.secret("shop-db-migrator"))
                .containsEntry("port", Integer.toString(shop.admin.server().port()));
        for (String kind : new String[] {"app", "readonly"}) {
            Map<String, String> keys = shop.secret("app".equals(kind) ? "shop-db" : "shop-db-readonly");
            assertThat(keys).containsEntry("port", Integer.toString(pooler.port()));
            assertThat(keys.get("uri")).contains("@%s:%d/".formatted(pooler.host(), pooler.port()));
            assertThat(who(keys)).isEqualTo("%1$s_%2$s %1$s".formatted(shop.owner, kind));
        }
        Shop.execute(shop.secret(), "INSERT INTO item VALUES (1)");
        assertThat(Shop.ask(shop.secret("shop-db-readonly"), "SELECT count(*) FROM item"))
                .isEqualTo("1");
        assertThatThrownBy(() -> Shop.execute(shop.secret("shop-db-readonly"), "INSERT INTO item VALUES (2)"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void everyTransactionActsAsTheKindWhateverTheOneBeforeItDidToItsSession() throws SQLException {
        try (Connection careless = Shop.connect(shop.secret());
                Statement statement = careless.createStatement()) {
            for (int times = 0; times < 4; times++) {
                statement.execute("SET ROLE NONE");
                statement.execute("SET search_path = pg_catalog");
                assertThat(who(shop.secret())).isEqualTo("%1$s_app %1$s".formatted(shop.owner));
            }
        }
    }

    @Test
    void oneTenantReadsNothingOfAnothers() throws SQLException {
        String elsewhere = installation.newNamespace();
        installation.database(elsewhere, "shop", "className: " + shop.className);
        installation.untilDatabase(elsewhere, "shop", Reason.Provisioned);
        Shop.execute(shop.secret("shop-db-migrator"), "CREATE TABLE item (id int)");
        Map<String, String> other = installation.secret(elsewhere, "shop-db");

        assertThat(Shop.ask(shop.secret(), "SELECT count(*) FROM item")).isEqualTo("0");
        assertThatThrownBy(() -> Shop.ask(other, "SELECT count(*) FROM item")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Shop.ask(other, "SELECT count(*) FROM %s.item".formatted(shop.owner)))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> Shop.execute(other, "SET ROLE %s_app".formatted(shop.owner)))
                .hasMessageContaining("permission denied");
    }

    @Test
    void aMigrationsJobNeedsNoPooler() throws SQLException {
        pooler.close();

        migration();

        assertThatThrownBy(() -> Shop.ask(shop.secret(), "SELECT 1")).hasMessageContaining("refused");
        assertThat(Shop.ask(shop.secret("shop-db-migrator"), "SELECT count(*) FROM item"))
                .isEqualTo("0");
    }

    @Test
    void anAppThatReopensItsConnectionsGoesThroughThreeRotationsWithoutAnError() throws Exception {
        Shop.execute(shop.secret("shop-db-migrator"), "CREATE TABLE item (id int)");
        try (var app = new BusyApp(shop::secret)) {
            for (String token : new String[] {"monday", "tuesday", "wednesday"}) {
                shop.annotate(AppDb.ROTATE, token);
                Installation.await("rotation " + token)
                        .until(() -> token.equals(shop.now().getStatus().rotateToken()));
            }
            long queries = app.queries();
            Installation.await("queries after the last").until(() -> app.queries() > queries + 100);

            assertThat(app.errors()).isEmpty();
            assertThat(app.users()).containsExactlyInAnyOrder(shop.owner + "_app_a", shop.owner + "_app_b");
        }
    }

    private static String who(Map<String, String> keys) throws SQLException {
        return Shop.ask(keys, "SELECT current_user || ' ' || current_schema()");
    }

    private void migration() {
        var migration = Serialization.unmarshal("""
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata: {name: shop, namespace: %s}
                spec:
                  databaseRef: {name: shop}
                  source: {inline: {files: {V1__item.sql: "CREATE TABLE item (id int);"}}}
                """.formatted(shop.namespace), AppMigration.class);
        var made = installation.client().resource(migration);
        var unused = made.create();
        Installation.await("the migration")
                .until(() -> Optional.ofNullable(made.get().getStatus())
                        .filter(status -> Conditions.isTrue(status.conditions(), Conditions.READY))
                        .isPresent());
    }
}
