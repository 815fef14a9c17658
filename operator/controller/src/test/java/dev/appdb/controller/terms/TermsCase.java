package dev.appdb.controller.terms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Classes, AppDatabases and namespaces as tests of {@link Terms} write them, mostly as YAML of their specs. */
final class TermsCase {
    private TermsCase() {}

    static AppDatabaseClass databaseClass(String spec) {
        return Serialization.unmarshal(
                """
                metadata: {name: shared}
                spec: %s
                """.formatted(spec.replaceFirst("[{]", "{connection: {url: 'postgresql://admin@db/apps'}, ")),
                AppDatabaseClass.class);
    }

    /** Of namespace shop, created at noon. */
    static AppDatabase database(String spec) {
        return database("shop", "orders", "2026-01-01T12:00:00Z", spec);
    }

    static AppDatabase database(String namespace, String name, String created, String spec) {
        return Serialization.unmarshal(
                """
                metadata: {namespace: %s, name: %s, creationTimestamp: "%s", generation: 1}
                spec: %s
                """.formatted(namespace, name, created, spec.replaceFirst("[{]", "{className: shared, ")),
                AppDatabase.class);
    }

    static AppDatabase bound(AppDatabase database, @Nullable Integer connections) {
        database.setStatus(
                new AppDatabaseStatus(1L, "shared", null, null, null, null, null, null, connections, List.of()));
        return database;
    }

    static AppDatabase stalled(AppDatabase database, Reason reason) {
        var ready = new ConditionBuilder()
                .withType("Ready")
                .withStatus("False")
                .withReason(reason.name())
                .build();
        database.setStatus(new AppDatabaseStatus(1L, null, null, null, null, null, null, null, null, List.of(ready)));
        return database;
    }

    static Namespace namespace(Map<String, String> labels) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    static Terms terms(AppDatabase database, AppDatabaseClass databaseClass, List<AppDatabase> databases) {
        return Terms.of(database, databaseClass, namespace(Map.of()), databases);
    }

    static Terms.Agreed agreed(Terms terms) {
        assertThat(terms).isInstanceOf(Terms.Agreed.class);
        return (Terms.Agreed) terms;
    }

    static State.Stalled refused(Terms terms, Reason reason) {
        assertThat(terms).isInstanceOf(Terms.Refused.class);
        State state = ((Terms.Refused) terms).state();
        assertThat(state).isInstanceOf(State.Stalled.class);
        assertThat(state.reason()).isEqualTo(reason);
        return (State.Stalled) state;
    }
}
