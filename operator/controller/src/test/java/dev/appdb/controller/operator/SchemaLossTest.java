package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Reason;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SchemaLossTest {
    private final Shop shop = new Shop();

    @Test
    void aDroppedSchemaIsReportedAndMadeAgainOnlyWhenThatIsAskedFor() throws SQLException {
        shop.apply("").provisioned();
        shop.sql("DROP SCHEMA %s CASCADE".formatted(shop.owner));

        String message = shop.until(Reason.SchemaMissing);
        shop.untilEvent("Warning SchemaMissing: ");
        assertThat(message).contains("kubectl annotate --overwrite appdatabase shop -n " + shop.namespace);
        shop.annotate(AppDb.RECREATE_SCHEMA, "2020-01-01T00:00:00Z");
        shop.annotate("example.com/unrelated", "true");
        assertThat(shop.until(Reason.SchemaMissing)).isEqualTo(message);

        shop.annotateAsToldIn(message);

        shop.provisioned();
        assertThat(Shop.ask(shop.secret(), "SELECT current_schema()")).isEqualTo(shop.owner);
        shop.untilEvent("Normal SchemaRecreated: ");

        shop.sql("DROP SCHEMA %s CASCADE".formatted(shop.owner));
        assertThat(shop.until(Reason.SchemaMissing)).isNotEqualTo(message);
    }
}
