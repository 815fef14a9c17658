package dev.appdb.api.crd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The CRDs as YAML by file name, made from the types and their Javadoc. */
final class Crds {
    private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(AppDatabaseClass.class, AppDatabase.class, AppMigration.class);

    /** As 'kubectl get' shows them, from left to right; the generator sorts them by path. */
    private static final List<String> COLUMNS = List.of(
            "Class",
            "Schema",
            "Phase",
            "Version",
            "Target",
            "Namespaces",
            "Databases",
            "Connections",
            "Orphans",
            "Ready",
            "Reason",
            "Message",
            "Age");

    private final Descriptions descriptions;

    Crds(Path sources) throws IOException {
        this.descriptions = Descriptions.of(sources);
    }

    Map<String, String> generate() {
        Map<String, ByteArrayOutputStream> written = new TreeMap<>();
        new CRDGenerator()
                .customResourceClasses(List.copyOf(KINDS))
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new Completion())
                .withOutput(new CRDGenerator.CRDOutput<ByteArrayOutputStream>() {
                    @Override
                    public ByteArrayOutputStream outputFor(String name) {
                        return written.computeIfAbsent(name, any -> new ByteArrayOutputStream());
                    }

                    @Override
                    public void close() {}
                })
                .detailedGenerate();
        Map<String, String> yaml = new TreeMap<>();
        written.forEach(
                (name, bytes) -> yaml.put(name.replace("-v1", "") + ".yaml", withoutBanner(bytes.toString(UTF_8))));
        return yaml;
    }

    private static String withoutBanner(String yaml) {
        return "# Generated from operator/api by 'make crds'.\n" + yaml.replaceFirst("(?s)^(#[^\n]*\n)+", "");
    }

    /** What fabric8's generator leaves out: descriptions, a default status, conditions as a map by type. */
    private final class Completion implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata resource, String crdVersion) {
            if (resource instanceof CustomResourceDefinition crd) {
                Class<?> kind = KINDS.stream()
                        .filter(type -> type.getSimpleName()
                                .equals(crd.getSpec().getNames().getKind()))
                        .findFirst()
                        .orElseThrow();
                crd.getSpec().getVersions().forEach(version -> version.getAdditionalPrinterColumns()
                        .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName()))));
                crd.getSpec()
                        .getVersions()
                        .forEach(version -> complete(kind, version.getSchema().getOpenAPIV3Schema()));
            }
            return resource;
        }

        private void complete(Class<?> kind, JSONSchemaProps root) {
            Type[] specAndStatus = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
            JSONSchemaProps status = property(root, "status");
            status.setDefault(new com.fasterxml.jackson.databind.node.ObjectNode(
                    com.fasterxml.jackson.databind.node.JsonNodeFactory.instance));
            JSONSchemaProps conditions = property(status, "conditions");
            conditions.setXKubernetesListType("map");
            conditions.setXKubernetesListMapKeys(List.of("type"));
            conditions.getItems().getSchema().setRequired(List.of("type", "status"));
            conditions.setMaxItems(20L);
            describe(specAndStatus[0], property(root, "spec"));
            describe(specAndStatus[1], status);
            root.setRequired(List.of("spec"));
        }

        private void describe(Type type, JSONSchemaProps schema) {
            switch (type) {
                case Class<?> record
                when record.isRecord() -> {
                    for (RecordComponent component : record.getRecordComponents()) {
                        JSONSchemaProps property = property(schema, jsonName(component));
                        descriptions.of(record, component.getName()).ifPresent(property::setDescription);
                        describe(component.getGenericType(), property);
                    }
                }
                case ParameterizedType list
                when list.getRawType() == List.class ->
                    describe(list.getActualTypeArguments()[0], schema.getItems().getSchema());
                default -> {}
            }
        }

        private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
            return Objects.requireNonNull(schema.getProperties().get(name), name);
        }

        private static String jsonName(RecordComponent component) {
            return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                    .map(JsonProperty::value)
                    .orElse(component.getName());
        }
    }
}
