package dev.appdb.controller.database;

import static dev.appdb.controller.database.MortalOperator.FOR_EVER;
import static dev.appdb.controller.database.Wholeness.ask;
import static dev.appdb.controller.database.Wholeness.assertSecretsWork;
import static dev.appdb.controller.database.Wholeness.assertWhole;
import static dev.appdb.controller.database.Wholeness.execute;
import static dev.appdb.controller.database.Wholeness.found;
import static dev.appdb.controller.database.Wholeness.roles;
import static dev.appdb.controller.database.Wholeness.withCopy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDb;
import dev.appdb.postgres.TrashedTenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was deleted with its data goes into the trash, and from there back or away, wherever the process dies. */
class CrashOfDepartureTest {
    private static final String GRACE = "lockGrace: 1ms\n";

    @Test
    void trashingComesToAnEndAfterEveryCrash() throws SQLException {
        try (var operator = new MortalOperator(GRACE)) {
            List<String> deaths = new ArrayList<>();
            for (int writes = 0; deaths.size() == writes; writes++) {
                String name = "gone-" + writes;
                AppDatabase last = confirmed(operator, name);
                Map<String, String> app = operator.secrets(name).getFirst();
                try (Connection open = Wholeness.connect(app)) {
                    operator.delete(name);
                    operator.round(Optional.of(last), writes).ifPresent(deaths::add);

                    assertSecretsWork(operator, name);
                    operator.settle();
                    assertThat(open.isValid(5)).isFalse();
                }
                assertThat(operator.secretsLeft(name)).isEmpty();
                assertThat(found(operator, name)).isEmpty();
                assertThat(roles(operator, name)).isZero();
                assertThat(trash(operator, name).inUse()).isFalse();
                assertThatThrownBy(() -> ask(app, "SELECT 1")).hasMessageContaining("password authentication failed");
                assertThat(operator.round(Optional.empty(), 0))
                        .as("another round writes nothing")
                        .isEmpty();
            }
            assertThat(ofSecrets(deaths.subList(0, 4))).containsExactly("a copy", "a kind", "a kind", "a kind");
            assertThat(deaths.subList(4, deaths.size()))
                    .containsExactly("killed before telling Trashed", "killed before telling Trashed");
        }
    }

    @Test
    void restoringComesToAnEndAfterEveryCrash() throws SQLException {
        try (var operator = new MortalOperator(GRACE)) {
            List<String> deaths = new ArrayList<>();
            for (int writes = 0; deaths.size() == writes; writes++) {
                String name = "back-" + writes;
                trashed(operator, name);
                operator.apply(
                        name,
                        withCopy(name),
                        Map.of(AppDb.RESTORE, trash(operator, name).id()));
                operator.pass(name, writes).ifPresent(deaths::add);

                assertSecretsWork(operator, name);
                assertThat(operator.pass(name, FOR_EVER)).isEmpty();
                assertWhole(operator, name);
                assertThat(ask(operator.secrets(name).getFirst(), "SELECT name FROM item"))
                        .isEqualTo("apple");
                assertThat(operator.census().trash()).isEmpty();
            }
            assertThat(deaths)
                    .containsExactly(
                            "killed before the status of back-0",
                            "killed before making back-1-db",
                            "killed before making back-2-db-migrator",
                            "killed before making back-3-db-readonly",
                            "killed before making extra-4",
                            "killed before telling Provisioned",
                            "killed before telling Restored",
                            "killed before the status of back-7");
        }
    }

    @Test
    void aPurgeComesToAnEndAfterEveryCrash() throws SQLException {
        try (var operator = new MortalOperator(GRACE + "trashRetention: 1ms\n")) {
            List<String> deaths = new ArrayList<>();
            for (int writes = 0; deaths.size() == writes; writes++) {
                String name = "purged-" + writes;
                trashed(operator, name);
                String id = trash(operator, name).id();
                operator.round(Optional.empty(), writes).ifPresent(deaths::add);

                operator.settle();
                assertThat(operator.census().trash()).isEmpty();
                assertThat(operator.census().tenants()).isEmpty();
                assertThat(roles(operator, name)).isZero();
                assertThat(Wholeness.rolesNamed(operator, id)).isZero();
                assertThat(operator.round(Optional.empty(), 0))
                        .as("another round writes nothing")
                        .isEmpty();
            }
            assertThat(deaths).containsExactly("killed before telling Purged");
        }
    }

    /** One that may go with its data, and has some. */
    private static AppDatabase confirmed(MortalOperator operator, String name) throws SQLException {
        operator.apply(
                name,
                withCopy(name) + "deletionPolicy: Delete",
                Map.of(AppDb.CONFIRM_DELETE, "delete %s/%s".formatted(operator.namespace, name)));
        assertThat(operator.pass(name, FOR_EVER)).isEmpty();
        execute(operator.secrets(name).get(1), "CREATE TABLE item AS SELECT 'apple' AS name");
        return operator.now(name);
    }

    private static void trashed(MortalOperator operator, String name) throws SQLException {
        AppDatabase last = confirmed(operator, name);
        operator.delete(name);
        assertThat(operator.round(Optional.of(last), FOR_EVER)).isEmpty();
    }

    private static TrashedTenant trash(MortalOperator operator, String name) {
        return operator.census().trash().stream()
                .filter(trash -> trash.mark().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** In the order in which the cluster lists them. */
    private static List<String> ofSecrets(List<String> deletions) {
        return deletions.stream()
                .map(death -> death.replaceFirst("killed before deleting extra-.*", "a copy")
                        .replaceFirst("killed before deleting gone-.*-db.*", "a kind"))
                .sorted()
                .toList();
    }
}
