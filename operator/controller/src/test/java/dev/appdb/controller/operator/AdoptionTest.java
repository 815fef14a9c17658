package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabaseStatus.Adoption;
import dev.appdb.controller.status.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    private final Shop shop = new Shop();

    AdoptionTest() {
        shop.installation.databaseClass(
                shop.className,
                shop.admin.url(),
                "allowedNamespaces: {from: All}\nadoptable: [{schema: legacy, namespace: %s, name: shop}]"
                        .formatted(shop.namespace));
        shop.installation.untilClass(shop.className, Reason.Ready);
    }

    @Test
    void whatExistsIsAdoptedAfterSomebodyAgreedToThePlan() throws SQLException {
        asAdmin("CREATE SCHEMA legacy", "CREATE TABLE legacy.item AS SELECT 7 AS id");
        shop.apply("schema: legacy");

        String message = shop.until(Reason.AdoptionPending);
        shop.untilEvent("Warning AdoptionPending: ");
        assertThat(plan().changes()).anyMatch(change -> change.contains("legacy.item"));
        assertThat(shop.hasSecret("shop-db")).isFalse();

        shop.annotateAsToldIn(message);

        shop.provisioned();
        shop.untilEvent("Normal Adopted: schema legacy");
        assertThat(shop.now().getStatus().schema()).isEqualTo("legacy");
        assertThat(shop.now().getStatus().adoption()).isNull();
        assertThat(shop.secret()).containsEntry("schema", "legacy");
        assertThat(Shop.ask(shop.secret(), "SELECT id FROM item")).isEqualTo("7");
        Shop.execute(shop.secret("shop-db-migrator"), "ALTER TABLE item ADD COLUMN name text");
    }

    @Test
    void aPlanThatIsAnotherByNowIsShownAgain() throws SQLException {
        asAdmin("CREATE SCHEMA legacy", "CREATE TABLE legacy.item AS SELECT 7 AS id");
        shop.apply("schema: legacy");
        String message = shop.until(Reason.AdoptionPending);
        String digest = plan().digest();

        asAdmin("CREATE TABLE legacy.late (id int)");
        shop.annotateAsToldIn(message);

        Installation.await("the new plan").until(() -> !plan().digest().equals(digest));
        assertThat(plan().changes()).anyMatch(change -> change.contains("legacy.late"));
        shop.annotateAsToldIn(shop.until(Reason.AdoptionPending));
        shop.provisioned();
    }

    @Test
    void aListedSchemaThatIsNotThereIsMade() throws SQLException {
        shop.apply("schema: legacy").provisioned();

        assertThat(Shop.ask(shop.secret(), "SELECT current_schema()")).isEqualTo("legacy");
    }

    private Adoption plan() {
        return Objects.requireNonNull(shop.now().getStatus().adoption());
    }

    private void asAdmin(String... statements) throws SQLException {
        try (Connection connection = shop.admin.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
