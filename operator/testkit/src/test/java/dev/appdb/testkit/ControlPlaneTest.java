package dev.appdb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
    private final ControlPlane cluster = ControlPlane.shared();

    @Test
    void aDeploymentBecomesPods() {
        String namespace = cluster.newNamespace();

        cluster.kubectl("-n", namespace, "create", "deployment", "web", "--image=none", "--replicas=2");

        Awaitility.await().untilAsserted(() -> assertThat(
                        cluster.admin().pods().inNamespace(namespace).list().getItems())
                .hasSize(2));
    }

    @Test
    void anotherUserHasOnlyTheRightsThatItWasGiven() {
        String namespace = cluster.newNamespace();
        ConfigMap settings = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .endMetadata()
                .build();
        cluster.kubectl("-n", namespace, "create", "rolebinding", "edit", "--clusterrole=edit", "--user=maria");

        try (KubernetesClient maria = cluster.as("maria", "system:authenticated");
                KubernetesClient pedro = cluster.asServiceAccount(namespace, "pedro")) {
            maria.configMaps().inNamespace(namespace).resource(settings).create();

            assertThatThrownBy(() -> pedro.configMaps().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("cannot list resource \"configmaps\"");
        }
    }

    @Test
    void anAppliedResourceDefinitionIsServed(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("checks.yaml"), """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: checks.example.org}
                spec:
                  group: example.org
                  names: {kind: Check, plural: checks}
                  scope: Namespaced
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object}}
                """);

        cluster.apply(folder);

        assertThat(cluster.kubectl("get", "checks", "-A")).contains("No resources found");
    }
}
