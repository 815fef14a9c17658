package dev.appdb.controller.database;

import static dev.appdb.controller.database.MortalOperator.FOR_EVER;
import static dev.appdb.controller.database.Wholeness.ask;
import static dev.appdb.controller.database.Wholeness.assertSecretsWork;
import static dev.appdb.controller.database.Wholeness.assertWhole;
import static dev.appdb.controller.database.Wholeness.withCopy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person asked for once, in an annotation, is done once, wherever the process dies before a write to the cluster. */
class CrashOnRequestTest {
    private static final String ADOPTABLE = IntStream.range(0, 20)
            .mapToObj("{schema: old_%1$d, namespace: %%s, name: adopted-%1$d}"::formatted)
            .collect(joining(", ", "adoptable: [", "]"));

    private final MortalOperator operator = new MortalOperator(ADOPTABLE);

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void anAdoptionComesToAnEndAfterEveryCrash() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "adopted-" + writes;
            String spec = withCopy(name) + "schema: old_" + writes;
            asAdmin(
                    "CREATE SCHEMA old_" + writes,
                    "CREATE TABLE old_%d.item AS SELECT 'apple' AS name".formatted(writes));
            operator.apply(name, spec, Map.of());
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            var plan = Objects.requireNonNull(operator.now(name).getStatus().adoption());
            operator.apply(name, spec, Map.of(AppDb.ADOPT, plan.digest()));
            operator.pass(name, writes).ifPresent(deaths::add);

            assertSecretsWork(operator, name);
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            assertWhole(operator, name);
            assertThat(ready(name).getReason()).isEqualTo(Reason.Provisioned.name());
            assertThat(operator.now(name).getStatus().adoption()).isNull();
            assertThat(ask(operator.secrets(name).getFirst(), "SELECT name FROM item"))
                    .isEqualTo("apple");
        }
        assertThat(deaths)
                .containsExactly(
                        "killed before making adopted-0-db",
                        "killed before making adopted-1-db-migrator",
                        "killed before making adopted-2-db-readonly",
                        "killed before making extra-3",
                        "killed before telling Provisioned",
                        "killed before telling Adopted",
                        "killed before the status of adopted-6");
    }

    @Test
    void aSchemaThatIsMadeAgainIsMadeAgainOnceAfterEveryCrash() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "lost-" + writes;
            operator.apply(name, withCopy(name), Map.of());
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            List<Map<String, String>> before = operator.secrets(name);
            asSuperuser("DROP SCHEMA %s CASCADE".formatted(before.getFirst().get("schema")));
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            Condition loss = ready(name);
            assertThat(loss.getReason()).isEqualTo(Reason.SchemaMissing.name());
            operator.apply(name, withCopy(name), Map.of(AppDb.RECREATE_SCHEMA, loss.getLastTransitionTime()));
            operator.pass(name, writes).ifPresent(deaths::add);

            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            assertWhole(operator, name);
            assertThat(operator.secrets(name)).isEqualTo(before);
            asSuperuser("DROP SCHEMA %s CASCADE".formatted(before.getFirst().get("schema")));
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            assertThat(ready(name).getReason()).as("another loss").isEqualTo(Reason.SchemaMissing.name());
        }
        assertThat(deaths)
                .containsExactly(
                        "killed before telling Provisioned",
                        "killed before telling SchemaRecreated",
                        "killed before the status of lost-2");
    }

    private Condition ready(String name) {
        return Conditions.find(operator.now(name).getStatus().conditions(), Conditions.READY)
                .orElseThrow();
    }

    private void asSuperuser(String sql) {
        operator.admin.server().sql(operator.admin.database(), sql);
    }

    private void asAdmin(String... statements) throws SQLException {
        try (Connection connection = operator.admin.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
