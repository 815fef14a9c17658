package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A quota is kept by passes that run side by side, and whoever waits for room is woken by it. */
class QuotaTest {
    private static final int APPLIED = 24;
    private static final int QUOTA = 3;

    /** Far below the minute after which one that has waited for long looks again by itself. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Shop shop = new Shop("quota: {databases: %d}".formatted(QUOTA));

    @Test
    void ofManyThatAreAppliedAtOnceNoMoreAreMadeThanTheQuotaAndNoFewer() {
        shop.installation.untilClass(shop.className, Reason.Ready);

        // names that sort against the order in which they are heard of
        IntStream.range(0, APPLIED).parallel().forEach(i -> make("db-%02d".formatted(APPLIED - i)));

        Installation.await("an answer to each").until(() -> waiting() == APPLIED - QUOTA && bound() == QUOTA);
        assertThat(schemas()).isEqualTo(QUOTA);
    }

    @Test
    void oneThatHasWaitedForLongIsReadyAsSoonAsAnotherIsDeleted() {
        for (int i = 0; i < QUOTA; i++) {
            make("db-" + i);
            shop.installation.untilDatabase(shop.namespace, "db-" + i, Reason.Provisioned);
        }
        make("late");
        shop.installation.untilDatabase(shop.namespace, "late", Reason.QuotaExceeded);
        waitsSinceLongAgo("late");

        databases().inNamespace(shop.namespace).withName("db-1").delete();

        Awaitility.await("late").atMost(SOON).until(() -> isBound(shop.installation.database(shop.namespace, "late")));
    }

    /** So that its next look by itself is a minute away. */
    private void waitsSinceLongAgo(String name) {
        Resource<AppDatabase> late = databases().inNamespace(shop.namespace).withName(name);
        var unused = late.editStatus(found -> {
            found.setStatus(since("2020-01-01T00:00:00Z", found.getStatus()));
            return found;
        });
        double passes = shop.installation.passes();
        var annotated = late.edit(found -> {
            found.setMetadata(new ObjectMetaBuilder(found.getMetadata())
                    .withAnnotations(Map.of("example.com/look", "now"))
                    .build());
            return found;
        });
        Installation.await("a pass").until(() -> shop.installation.passes() > passes);
        assertThat(ready(annotated).orElseThrow().getLastTransitionTime()).startsWith("2020");
    }

    private static AppDatabaseStatus since(String time, AppDatabaseStatus status) {
        List<Condition> conditions = Objects.requireNonNull(status.conditions()).stream()
                .map(condition -> new ConditionBuilder(condition)
                        .withLastTransitionTime(time)
                        .build())
                .toList();
        return new AppDatabaseStatus(
                status.observedGeneration(), null, null, null, null, null, null, null, null, conditions);
    }

    private void make(String name) {
        var database = new AppDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace)
                .withName(name)
                .build());
        database.setSpec(AppDatabaseSpec.ofClass(shop.className));
        var unused = shop.installation.client().resource(database).create();
    }

    private MixedOperation<AppDatabase, KubernetesResourceList<AppDatabase>, Resource<AppDatabase>> databases() {
        return shop.installation.client().resources(AppDatabase.class);
    }

    private List<AppDatabase> all() {
        return databases().inNamespace(shop.namespace).list().getItems();
    }

    private long bound() {
        return all().stream().filter(QuotaTest::isBound).count();
    }

    private long waiting() {
        return all().stream()
                .flatMap(database -> ready(database).stream())
                .filter(ready -> Reason.QuotaExceeded.name().equals(ready.getReason()))
                .count();
    }

    private int schemas() {
        try (var connection = shop.admin.server().superuser(shop.admin.database())) {
            return Integer.parseInt(Shop.ask(
                    connection,
                    "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%s%%'"
                            .formatted(shop.namespace.replace('-', '_'))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBound(AppDatabase database) {
        return Optional.ofNullable(database.getStatus())
                .map(AppDatabaseStatus::boundClass)
                .isPresent();
    }

    private static Optional<Condition> ready(AppDatabase database) {
        return Optional.ofNullable(database.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY));
    }
}
