package dev.appdb.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemas of our own resources, from the CRDs that this command was built with. */
final class Definitions {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, Schema> byKind = Stream.of(AppDatabaseClass.class, AppDatabase.class, AppMigration.class)
            .collect(Collectors.toMap(HasMetadata::getKind, Definitions::schema));

    /** What is wrong with a resource of ours; nothing is with those of others. */
    List<String> faults(String kind, JsonNode resource) {
        return Optional.ofNullable(byKind.get(kind))
                .map(schema -> schema.faults("spec", resource.path("spec")))
                .orElse(List.of());
    }

    private static Schema schema(Class<? extends HasMetadata> kind) {
        String file = "/crds/%s.yaml".formatted(HasMetadata.getFullResourceName(kind));
        try (InputStream crd = Definitions.class.getResourceAsStream(file)) {
            JsonNode version = YAML.readTree(crd).path("spec").path("versions").path(0);
            return new Schema(version.path("schema")
                    .path("openAPIV3Schema")
                    .path("properties")
                    .path("spec"));
        } catch (IOException e) {
            throw new UncheckedIOException("this appdb was built without " + file, e);
        }
    }
}
