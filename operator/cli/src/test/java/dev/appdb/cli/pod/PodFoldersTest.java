package dev.appdb.cli.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a container finds, as a kubelet would have made it. */
class PodFoldersTest {
    private static final PodObjects OBJECTS = new PodObjects() {
        @Override
        public Optional<ConfigMap> configMap(String namespace, String name) {
            return Optional.of(new ConfigMapBuilder()
                            .addToData("a.sql", "A")
                            .addToData("b.sql", "B")
                            .addToBinaryData("c.csv", "Qw==")
                            .build())
                    .filter(any -> name.equals("source"));
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.of(new SecretBuilder()
                            .addToData("password", "c2VjcmV0")
                            .build())
                    .filter(any -> name.equals("db"));
        }
    };

    @Test
    void aConfigMapIsAFolderOfItsKeysAndItemsChooseAndRename() throws IOException {
        PodSpec pod = pod("""
                containers:
                - volumeMounts:
                  - {name: all, mountPath: /source}
                  - {name: some, mountPath: /some/}
                volumes:
                - {name: all, projected: {sources: [{configMap: {name: source}}]}}
                - {name: some, configMap: {name: source, items: [{key: a.sql, path: db/renamed.sql}]}}
                """);

        try (var folders = folders(pod, Map.of())) {
            assertThat(folders.here("/source/a.sql")).hasContent("A");
            assertThat(folders.here("/source/c.csv")).hasContent("C");
            assertThat(folders.here("/some/db/renamed.sql")).hasContent("A");
            assertThat(folders.here("/some/a.sql")).doesNotExist();
        }
    }

    @Test
    void nothingIsLeftWhenTheContainerHasEnded() throws IOException {
        PodSpec pod = pod("""
                containers: [{volumeMounts: [{name: all, mountPath: /source}]}]
                volumes: [{name: all, configMap: {name: source}}]
                """);
        Path here;
        try (var folders = folders(pod, Map.of())) {
            here = folders.here("/source");
            assertThat(here).isDirectory();
        }
        assertThat(here).doesNotExist();
    }

    @Test
    void aFolderStandsForAnImage() throws IOException {
        PodSpec pod = pod("""
                containers: [{volumeMounts: [{name: image, mountPath: /source}]}]
                volumes: [{name: image, image: {reference: "shop:1"}}]
                """);
        Path content = Path.of("src");

        try (var folders = folders(pod, Map.of("shop:1", content))) {
            assertThat(folders.here("/source/main")).isEqualTo(content.resolve("main"));
        }
        assertThatThrownBy(() -> folders(pod, Map.of())).hasMessageContaining("--image shop:1=FOLDER");
    }

    @Test
    void whatIsMissingIsNamed() {
        PodSpec pod = pod("""
                containers: [{volumeMounts: [{name: v, mountPath: /source}]}]
                volumes: [{name: v, configMap: {name: gone}}]
                """);

        assertThatThrownBy(() -> folders(pod, Map.of()))
                .isInstanceOf(PodException.class)
                .hasMessage("ConfigMap gone is not there");
    }

    @Test
    void variablesComeFromSecretsAndValuesAndLaterOnesWin() {
        PodSpec pod = pod("""
                containers:
                - envFrom: [{secretRef: {name: db}}, {prefix: P_, secretRef: {name: db}}]
                  env:
                  - {name: plain, value: text}
                  - {name: one, valueFrom: {secretKeyRef: {name: db, key: password}}}
                  - {name: P_password, value: mine}
                """);

        assertThat(new Environment(OBJECTS, "ns").of(pod.getContainers().getFirst()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("password", "secret", "P_password", "mine", "plain", "text", "one", "secret"));
    }

    private static PodFolders folders(PodSpec pod, Map<String, Path> images) throws IOException {
        return PodFolders.of(pod, pod.getContainers().getFirst(), new Volumes(OBJECTS, images, "ns"));
    }

    private static PodSpec pod(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, PodSpec.class);
    }
}
