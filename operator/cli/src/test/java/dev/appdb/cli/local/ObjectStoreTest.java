package dev.appdb.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private final ObjectStore store = new ObjectStore(Clock.systemUTC());

    @Test
    void aChangedSpecIsANewGenerationAndKeepsTheStatus() {
        store.apply(database("a"));
        AppDatabase first = get();
        first.setStatus(new AppDatabaseStatus(1L, "a", "schema", null, null, null, null, null, null, null));
        AppDatabase written = store.writeStatus(first);

        store.apply(database("b"));

        assertThat(written.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(get().getMetadata().getGeneration()).isEqualTo(2);
        assertThat(get().getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
        assertThat(Objects.requireNonNull(get().getStatus()).schema()).isEqualTo("schema");
    }

    @Test
    void applyingTheSameOrWritingTheSameStatusMovesNothing() {
        store.apply(database("a"));
        long version = store.version();

        store.apply(database("a"));
        AppDatabase unused = store.writeStatus(get());

        assertThat(store.version()).isEqualTo(version);
    }

    @Test
    void whatIsReadIsACopy() {
        store.apply(database("a"));

        get().getMetadata().setName("other");

        assertThat(get().getMetadata().getName()).isEqualTo("db");
    }

    @Test
    void aSecondCreationAndAStaleReplacementAreConflicts() {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("s")
                .endMetadata()
                .withStringData(Map.of("key", "one"))
                .build();
        store.apply(secret);
        Secret read = store.get(Secret.class, "ns", "s").orElseThrow();
        store.replace(new SecretBuilder(read).addToData("key", "dHdv").build());

        assertThat(read.getData()).containsEntry("key", "b25l");
        assertThatThrownBy(() -> store.create(secret))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(409));
        assertThatThrownBy(() -> store.replace(read))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(409));
    }

    private AppDatabase get() {
        return store.get(AppDatabase.class, "ns", "db").orElseThrow();
    }

    private static AppDatabase database(String className) {
        var database = new AppDatabase();
        database.setMetadata(
                new ObjectMetaBuilder().withNamespace("ns").withName("db").build());
        database.setSpec(AppDatabaseSpec.ofClass(className));
        return database;
    }
}
