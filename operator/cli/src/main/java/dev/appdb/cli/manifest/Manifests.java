package dev.appdb.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The resources of files and folders. As with kubectl, a folder stands for its own {@code .yaml}, {@code .yml} and
 * {@code .json} files and not for those of folders within.
 */
public final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> OURS = Map.of(
            "AppDatabaseClass", AppDatabaseClass.class,
            "AppDatabase", AppDatabase.class,
            "AppMigration", AppMigration.class);

    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    private final KubernetesSerialization kubernetes = new KubernetesSerialization();
    private final Definitions definitions = new Definitions();
    private final String namespace;

    /** @param namespace of the resources that name none */
    public Manifests(String namespace) {
        this.namespace = namespace;
    }

    /** The files that {@code read} would read, in the order of their names. */
    public static List<Path> files(List<Path> paths) {
        return paths.stream().flatMap(Manifests::files).toList();
    }

    /**
     * The resources in the order of the files.
     *
     * @throws ManifestException at the first file that is not YAML, or holds a resource that the API server would refuse
     */
    public List<HasMetadata> read(List<Path> paths) {
        List<HasMetadata> resources = new ArrayList<>();
        files(paths).forEach(file -> resources.addAll(readFile(file)));
        return resources;
    }

    private static Stream<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return Stream.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new ManifestException("there is no file or folder " + path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.(yaml|yml|json)"))
                    .filter(file -> !file.getFileName().toString().startsWith("kustomization."))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new ManifestException(path + " has no .yaml, .yml or .json file");
            }
            return files.stream();
        } catch (IOException e) {
            throw new ManifestException("cannot read %s: %s".formatted(path, e));
        }
    }

    private List<HasMetadata> readFile(Path file) {
        List<HasMetadata> resources = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document.path("kind").asText().equals("List")) {
                    document.path("items").forEach(item -> resources.add(resource(file, item)));
                } else if (!document.isNull() && !document.isMissingNode() && !document.isEmpty()) {
                    resources.add(resource(file, document));
                }
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ManifestException("%s:%d: %s".formatted(file, line, e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ManifestException("cannot read %s: %s".formatted(file, e));
        } catch (RuntimeException e) {
            // The iterator wraps what the parser says once more.
            if (e.getCause() instanceof JsonProcessingException cause && cause.getLocation() != null) {
                throw new ManifestException(
                        "%s:%d: %s".formatted(file, cause.getLocation().getLineNr(), cause.getOriginalMessage()));
            }
            throw e;
        }
        return resources;
    }

    private HasMetadata resource(Path file, JsonNode node) {
        String kind = node.path("kind").asText();
        String name = node.path("metadata").path("name").asText();
        if (kind.isEmpty() || name.isEmpty() || !node.hasNonNull("apiVersion")) {
            throw new ManifestException(
                    file + ": a document is no resource: it has no apiVersion, kind or metadata.name");
        }
        String what = "%s: %s/%s".formatted(file, kind, name);
        HasMetadata resource =
                isOurs(node) ? ours(what, kind, node) : kubernetes.unmarshal(node.toString(), HasMetadata.class);
        if (resource instanceof Namespaced && resource.getMetadata().getNamespace() == null) {
            resource.getMetadata().setNamespace(namespace);
        }
        return resource;
    }

    private HasMetadata ours(String what, String kind, JsonNode node) {
        Class<? extends HasMetadata> type = OURS.get(kind);
        if (type == null || !node.path("apiVersion").asText().equals(AppDb.GROUP + "/" + AppDb.VERSION)) {
            throw new ManifestException("%s: there is no kind %s in %s; there are %s of %s/%s"
                    .formatted(
                            what,
                            kind,
                            node.path("apiVersion").asText(),
                            OURS.keySet().stream().sorted().toList(),
                            AppDb.GROUP,
                            AppDb.VERSION));
        }
        List<String> faults = definitions.faults(kind, node);
        if (!faults.isEmpty()) {
            throw new ManifestException(what + ": " + String.join("; ", faults));
        }
        return kubernetes.unmarshal(node.toString(), type);
    }

    private static boolean isOurs(JsonNode node) {
        return node.path("apiVersion").asText().startsWith(AppDb.GROUP + "/");
    }
}
