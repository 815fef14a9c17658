package dev.appdb.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.api.AppMigration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {
    private final Manifests manifests = new Manifests("shop");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                   | spec.databaseRef: is required; spec.source: is required",
                "{databaseRef: {}, source: {}}                        | spec.databaseRef.name: is required",
                "{databaseRef: {name: a}, source: {}, targt: '1'}     | spec.targt: there is no such field",
                "{databaseRef: {name: a}, source: {}, target: 1}      | spec.target: must be of type string: quote it",
                "{databaseRef: {name: a}, source: {}, target: 'x'}    | spec.target: must match",
                "{databaseRef: {name: a}, source: {}, skip: maybe}    | spec.skip: must be of type boolean",
                "{databaseRef: {name: ''}, source: {}}                | spec.databaseRef.name: must be at least 1 characters",
                "{databaseRef: {name: a}, source: {configMaps: []}}   | spec.source.configMaps: must be at least 1 items",
                "{databaseRef: {name: a}, source: {}, execution: {backoffLimit: 11}} | spec.execution.backoffLimit: must be at most 10"
            })
    void whatTheApiServerWouldRefuseIsRefused(String spec, String said, @TempDir Path directory) throws IOException {
        Path file = migration(directory, spec);

        assertThatThrownBy(() -> manifests.read(List.of(file)))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining(file + ": AppMigration/m: ")
                .hasMessageContaining(said.strip());
    }

    @Test
    void aResourceWithoutANamespaceGetsTheGivenOne(@TempDir Path directory) throws IOException {
        Path file = migration(directory, "{databaseRef: {name: a}, source: {configMaps: [{name: b}]}}");

        HasMetadata read = manifests.read(List.of(file)).getFirst();

        assertThat(read).isInstanceOf(AppMigration.class);
        assertThat(read.getMetadata().getNamespace()).isEqualTo("shop");
    }

    @Test
    void aFolderStandsForItsOwnFilesAndAListForItsItems(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("a.yaml"), """
                # nothing but this comment
                ---
                kind: List
                apiVersion: v1
                items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
                """);
        Files.writeString(
                directory.resolve("b.json"),
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"three\"}}");
        Files.writeString(directory.resolve("kustomization.yaml"), "resources: [a.yaml]");
        Files.writeString(directory.resolve("README.md"), "not a manifest");
        Files.writeString(Files.createDirectory(directory.resolve("next")).resolve("c.yaml"), "kind: [");

        assertThat(manifests.read(List.of(directory)))
                .extracting(resource -> resource.getMetadata().getName())
                .containsExactly("one", "two", "three");
    }

    @Test
    void anUnknownKindOfOursIsNamedWithThoseThatThereAre(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("a.yaml"), "{apiVersion: appdb.dev/v1alpha1, kind: AppDatabse, metadata: {name: a}}");

        assertThatThrownBy(() -> manifests.read(List.of(file)))
                .hasMessageContaining("there is no kind AppDatabse in appdb.dev/v1alpha1")
                .hasMessageContaining("[AppDatabase, AppDatabaseClass, AppMigration]");
    }

    private static Path migration(Path directory, String spec) throws IOException {
        return Files.writeString(directory.resolve("migration.yaml"), """
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata: {name: m}
                spec: %s
                """.formatted(spec));
    }
}
