package dev.appdb.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.testkit.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checked-in definitions, in a real API server that is as strict about unknown fields as kubectl asks it to be. */
class CrdValidationTest {
    private static final Map<String, Class<? extends CustomResource<?, ?>>> TYPES = Map.of(
            "AppDatabaseClass", AppDatabaseClass.class,
            "AppDatabase", AppDatabase.class,
            "AppMigration", AppMigration.class);

    private static final ControlPlane CLUSTER = ControlPlane.shared();
    private static final KubernetesClient CLIENT = CLUSTER.admin();
    private static final String NAMESPACE = CLUSTER.newNamespace();

    @BeforeAll
    static void applyDefinitions() {
        CLUSTER.apply(Path.of("../../crds"));
    }

    @TestFactory
    Stream<DynamicTest> aValidResourceIsAccepted() throws IOException {
        return CrdCase.all("valid-").stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    for (GenericKubernetesResource resource : one.resources(CLIENT.getKubernetesSerialization())) {
                        send(resource);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> anInvalidResourceIsRefusedWithAMessageThatHelps() throws IOException {
        return CrdCase.all("invalid-").stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    List<GenericKubernetesResource> resources = one.resources(CLIENT.getKubernetesSerialization());
                    resources.subList(0, resources.size() - 1).forEach(CrdValidationTest::send);

                    assertThat(one.expected()).as("the line '# expect: ...'").isNotEmpty();
                    assertRefused(resources.getLast(), one.expected());
                }));
    }

    /** So that local mode, which has no API server, sees what the operator sees. */
    @TestFactory
    Stream<DynamicTest> theJavaTypesLoseNothingAndKnowTheDefaults() throws IOException {
        return CrdCase.all("valid-").stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    KubernetesSerialization yaml = CLIENT.getKubernetesSerialization();
                    GenericKubernetesResource sent = one.resources(yaml).getFirst();
                    CustomResource<?, ?> typed =
                            yaml.convertValue(sent, Objects.requireNonNull(TYPES.get(sent.getKind())));

                    sent.getMetadata()
                            .setName(NAMESPACE + "-"
                                    + Integer.toHexString(one.name().hashCode()));
                    GenericKubernetesResource stored = send(sent);

                    CustomResource<?, ?> read = yaml.convertValue(stored, typed.getClass());
                    assertThat(typed.getSpec()).isEqualTo(read.getSpec());
                    assertThat(yaml.convertValue(read, GenericKubernetesResource.class)
                                    .<Object>get("spec"))
                            .isEqualTo(stored.get("spec"));
                }));
    }

    @Test
    void anObjectThatNobodyHasSeenYetIsNotCurrent() {
        GenericKubernetesResource stored = send(migration("unseen", Map.of("V1__a.sql", "select 1")));

        assertThat(stored.<Integer>get("status", "observedGeneration")).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200_000, 200_001})
    void inlineFilesHoldAtMost200kB(int size) {
        var migration = migration("holds-" + size, Map.of("V1__a.sql", "a".repeat(size - 1), "V2__b.sql", "b"));

        if (size > 200_000) {
            assertRefused(migration, "inline files hold at most 200 kB together: use configMaps or image beyond that");
        } else {
            send(migration);
        }
    }

    @Test
    void thereAreAtMost200InlineFiles() {
        Map<String, String> files = IntStream.range(0, 201)
                .boxed()
                .collect(Collectors.toMap("V%d__a.sql"::formatted, version -> "select " + version));

        assertRefused(migration("many-files", files), "spec.source.inline.files: Too many: 201");
    }

    @Test
    void thereAreAtMost100Placeholders() {
        GenericKubernetesResource migration = migration("many-placeholders", Map.of("V1__a.sql", "select 1"));
        Map<String, String> placeholders =
                IntStream.range(0, 101).boxed().collect(Collectors.toMap("p%d"::formatted, String::valueOf));
        migration.<Map<String, Object>>get("spec").put("placeholders", placeholders);

        assertRefused(migration, "spec.placeholders: Too many: 101");
    }

    private static GenericKubernetesResource migration(String name, Map<String, String> files) {
        var resource = new GenericKubernetesResource();
        resource.setApiVersion("appdb.dev/v1alpha1");
        resource.setKind("AppMigration");
        resource.setMetadata(new ObjectMetaBuilder().withName(name).build());
        var spec = new HashMap<String, Object>();
        spec.put("databaseRef", Map.of("name", "shop"));
        spec.put("source", Map.of("inline", Map.of("files", files)));
        resource.setAdditionalProperty("spec", spec);
        return resource;
    }

    private static void assertRefused(GenericKubernetesResource resource, String message) {
        KubernetesClientException refusal = catchThrowableOfType(KubernetesClientException.class, () -> send(resource));

        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.getStatus().getMessage()).contains(message);
        boolean unknownField = message.startsWith("strict decoding error");
        assertThat(refusal.getCode()).isEqualTo(unknownField ? 400 : 422);
    }

    /** Creates it, or replaces what is there. */
    private static GenericKubernetesResource send(GenericKubernetesResource resource) {
        var server = CLIENT.genericKubernetesResources(resource.getApiVersion(), resource.getKind())
                .inNamespace(NAMESPACE)
                .resource(resource)
                .fieldValidation(Validation.STRICT);
        GenericKubernetesResource found = CLIENT.genericKubernetesResources(
                        resource.getApiVersion(), resource.getKind())
                .inNamespace(NAMESPACE)
                .withName(resource.getMetadata().getName())
                .get();
        if (found == null) {
            return server.create();
        }
        resource.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        return server.update();
    }
}
