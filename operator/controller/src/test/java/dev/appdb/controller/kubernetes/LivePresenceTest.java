package dev.appdb.controller.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.testkit.ControlPlane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivePresenceTest {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient admin = plane.admin();
    private final String namespace = namespace();

    @Test
    void oneThatIsThereIsInItsNamespace() {
        make();

        assertThat(everywhere(admin).of(namespace, "shop"))
                .isEqualTo(new Presence.Present(
                        admin.namespaces()
                                .withName(namespace)
                                .get()
                                .getMetadata()
                                .getUid(),
                        Optional.empty()));
    }

    @Test
    void oneThatIsNotThereIsGoneAndSoIsOneWhoseNamespaceIs() {
        assertThat(everywhere(admin).of(namespace, "shop"))
                .asInstanceOf(type(Presence.Gone.class))
                .satisfies(gone -> assertThat(gone.definedSince()).isBeforeOrEqualTo(Instant.now()));
        assertThat(everywhere(admin).of("never-made", "shop")).isInstanceOf(Presence.Gone.class);
    }

    @Test
    void ofANamespaceThatIsNotWatchedNothingIsKnown() {
        assertThat(new LivePresence(admin, Set.of("another")).of(namespace, "shop"))
                .isInstanceOf(Presence.Unknown.class);
    }

    @Test
    void whoMayNotLookKnowsNothing() {
        try (KubernetesClient nobody = plane.as("nobody")) {
            assertThat(everywhere(nobody).of(namespace, "shop"))
                    .asInstanceOf(type(Presence.Unknown.class))
                    .satisfies(unknown -> assertThat(unknown.why()).contains("may not look"));
        }
    }

    private static LivePresence everywhere(KubernetesClient client) {
        return new LivePresence(client, Set.of());
    }

    private void make() {
        var database = new AppDatabase();
        database.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName("shop")
                .build());
        database.setSpec(AppDatabaseSpec.empty());
        admin.resource(database).create();
    }

    private String namespace() {
        plane.apply(Path.of("../../crds"));
        return plane.newNamespace();
    }
}
