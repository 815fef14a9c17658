package dev.appdb.controller.database;

import static dev.appdb.controller.database.MortalOperator.FOR_EVER;
import static dev.appdb.controller.database.Wholeness.assertSecretsWork;
import static dev.appdb.controller.database.Wholeness.assertWhole;
import static dev.appdb.controller.database.Wholeness.schema;
import static dev.appdb.controller.database.Wholeness.withCopy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process dies before each single write to the cluster, one after the other; whoever starts next brings it to an end. */
class CrashTest {
    private final MortalOperator operator = new MortalOperator("");

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void makingOneComesToAnEndAfterEveryCrash() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "made-" + writes;
            operator.apply(name, withCopy(name), Map.of());
            operator.pass(name, writes).ifPresent(deaths::add);

            assertSecretsWork(operator, name);
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            assertWhole(operator, name);
        }
        assertThat(deaths)
                .containsExactly(
                        "killed before the status of made-0",
                        "killed before making made-1-db",
                        "killed before making made-2-db-migrator",
                        "killed before making made-3-db-readonly",
                        "killed before making extra-4",
                        "killed before telling Provisioned",
                        "killed before the status of made-6");
    }

    @Test
    void aRotationComesToAnEndAfterEveryCrashAndNeverTakesAPasswordThatIsInASecret() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "turned-" + writes;
            List<Map<String, String>> before = made(name, withCopy(name));
            operator.apply(name, withCopy(name), Map.of(AppDb.ROTATE, "now"));
            operator.pass(name, writes).ifPresent(deaths::add);

            assertSecretsWork(operator, name);
            assertThat(operator.pass(name, FOR_EVER)).isEmpty();
            assertWhole(operator, name);
            assertThat(operator.now(name).getStatus().rotateToken()).isEqualTo("now");
            List<Map<String, String>> after = operator.secrets(name);
            for (int kind = 0; kind < after.size(); kind++) {
                assertThat(after.get(kind).get("username"))
                        .isNotEqualTo(before.get(kind).get("username"));
                assertThat(schema(before.get(kind))).isEqualTo(after.get(kind).get("schema"));
            }
        }
        assertThat(deaths)
                .containsExactly(
                        "killed before replacing turned-0-db",
                        "killed before replacing turned-1-db-migrator",
                        "killed before replacing turned-2-db-readonly",
                        "killed before replacing extra-3",
                        "killed before telling Rotated",
                        "killed before the status of turned-5");
    }

    @Test
    void theEndOfAnOverlapComesAfterEveryCrash() throws SQLException {
        List<String> deaths = new ArrayList<>();
        for (int writes = 0; deaths.size() == writes; writes++) {
            String name = "ended-" + writes;
            String spec = withCopy(name) + "rotation: {overlap: 1ms}";
            Map<String, String> old = made(name, spec).getFirst();
            try (Connection forgotten = Wholeness.connect(old)) {
                operator.apply(name, spec, Map.of(AppDb.ROTATE, "now"));
                assertThat(operator.pass(name, FOR_EVER)).isEmpty();
                assertThat(schema(old)).isEqualTo(old.get("schema"));
                operator.pass(name, writes).ifPresent(deaths::add);

                assertSecretsWork(operator, name);
                assertThat(operator.pass(name, FOR_EVER)).isEmpty();
                assertWhole(operator, name);
                assertThat(forgotten.isValid(5)).isFalse();
            }
            assertThatThrownBy(() -> schema(old)).hasMessageContaining("not permitted to log in");
        }
        assertThat(deaths).containsExactly("killed before telling OldPasswordLocked");
    }

    private List<Map<String, String>> made(String name, String spec) {
        operator.apply(name, spec, Map.of());
        assertThat(operator.pass(name, FOR_EVER)).isEmpty();
        return operator.secrets(name);
    }
}
