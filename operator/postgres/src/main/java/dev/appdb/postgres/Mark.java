package dev.appdb.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says whose a tenant is: the COMMENT on its owner role, which the tenant itself cannot change, and the only authority.
 *
 * @param cluster which installation of AppDB made it
 * @param namespaceUid so that a namespace made anew under the same name does not inherit the data
 * @param className the AppDatabaseClass it was made under
 * @param schema only where it is not the one that follows from namespace and name
 * @param trashOnDelete whether the tenant goes with its AppDatabase; only the mark can tell once that is gone
 * @param orphaned since when its AppDatabase is known to be gone, while the tenant stays
 * @param trashed when its names were taken from it, by the server's clock
 */
public record Mark(
        String cluster,
        String namespace,
        String namespaceUid,
        String name,
        String className,
        Optional<Identifier> schema,
        boolean trashOnDelete,
        Optional<Instant> orphaned,
        Optional<Instant> trashed) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One without any of what may be absent. */
    public static Mark of(String cluster, String namespace, String namespaceUid, String name, String className) {
        return new Mark(
                cluster,
                namespace,
                namespaceUid,
                name,
                className,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    public TenantKey key() {
        return new TenantKey(namespace, name);
    }

    /** Those of the tenant while it lives; trash has others. */
    public TenantNames names() {
        return TenantNames.of(key(), schema);
    }

    public Mark withSchema(Optional<Identifier> schema) {
        return new Mark(cluster, namespace, namespaceUid, name, className, schema, trashOnDelete, orphaned, trashed);
    }

    public Mark withTrashOnDelete(boolean trashOnDelete) {
        return new Mark(cluster, namespace, namespaceUid, name, className, schema, trashOnDelete, orphaned, trashed);
    }

    public Mark withOrphaned(Optional<Instant> orphaned) {
        return new Mark(cluster, namespace, namespaceUid, name, className, schema, trashOnDelete, orphaned, trashed);
    }

    public Mark withTrashed(Optional<Instant> trashed) {
        return new Mark(cluster, namespace, namespaceUid, name, className, schema, trashOnDelete, orphaned, trashed);
    }

    /** Whether both tell of the same AppDatabase; its class may have been renamed since, and all that may be absent. */
    public boolean isSameTenant(Mark other) {
        return isOfSameName(other) && namespaceUid.equals(other.namespaceUid);
    }

    /** As {@link #isSameTenant}, and its namespace may have been deleted and made anew since. */
    boolean isOfSameName(Mark other) {
        return cluster.equals(other.cluster) && namespace.equals(other.namespace) && name.equals(other.name);
    }

    /** As it stands in the comment. */
    public String comment() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("appdb", 1);
        fields.put("cluster", cluster);
        fields.put("namespace", namespace);
        fields.put("namespaceUid", namespaceUid);
        fields.put("name", name);
        fields.put("class", className);
        schema.ifPresent(custom -> fields.put("schema", custom.name()));
        if (trashOnDelete) {
            fields.put("trashOnDelete", true);
        }
        orphaned.ifPresent(since -> fields.put("orphaned", since.toString()));
        trashed.ifPresent(when -> fields.put("trashed", when.toString()));
        return write(fields);
    }

    /** What every comment of this installation starts with, so that the server itself can leave out all others. */
    static String prefix(String cluster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("appdb", 1);
        fields.put("cluster", cluster);
        String json = write(fields);
        return json.substring(0, json.length() - 1) + ",";
    }

    /** Empty for every comment that is not a whole mark: such a role is someone else's. */
    public static Optional<Mark> read(String comment) {
        if (!comment.startsWith("{\"appdb\":1,")) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(comment);
            Mark mark = new Mark(
                    json.path("cluster").asText(),
                    json.path("namespace").asText(),
                    json.path("namespaceUid").asText(),
                    json.path("name").asText(),
                    json.path("class").asText(),
                    text(json, "schema").map(Identifier::new),
                    json.path("trashOnDelete").asBoolean(),
                    text(json, "orphaned").map(Instant::parse),
                    text(json, "trashed").map(Instant::parse));
            return mark.key().toString().isEmpty() ? Optional.empty() : Optional.of(mark);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException notWhole) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "AppDatabase %s/%s of class %s (namespace uid %s, cluster %s%s%s%s%s)"
                .formatted(
                        namespace,
                        name,
                        className,
                        namespaceUid,
                        cluster,
                        schema.map(custom -> ", schema " + custom.name()).orElse(""),
                        trashOnDelete ? ", goes with its AppDatabase" : "",
                        orphaned.map(since -> ", without it since " + since).orElse(""),
                        trashed.map(when -> ", in the trash since " + when).orElse(""));
    }

    /** Absent for a comment that an earlier version wrote. */
    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
    }

    private static String write(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a map of strings is always JSON", impossible);
        }
    }
}
