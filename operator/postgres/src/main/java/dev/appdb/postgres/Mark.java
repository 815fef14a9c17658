package dev.appdb.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says whose a tenant is: the COMMENT on its owner role, which the tenant itself cannot change, and the only authority.
 *
 * @param cluster which installation of AppDB made it
 * @param namespaceUid so that a namespace made anew under the same name does not inherit the data
 * @param className the AppDatabaseClass it was made under
 */
public record Mark(String cluster, String namespace, String namespaceUid, String name, String className) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public TenantKey key() {
        return new TenantKey(namespace, name);
    }

    /** Whether both tell of the same AppDatabase; its class may have been renamed since. */
    public boolean isSameTenant(Mark other) {
        return cluster.equals(other.cluster)
                && namespace.equals(other.namespace)
                && namespaceUid.equals(other.namespaceUid)
                && name.equals(other.name);
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
                    json.path("class").asText());
            return mark.key().toString().isEmpty() ? Optional.empty() : Optional.of(mark);
        } catch (JsonProcessingException | IllegalArgumentException notWhole) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "AppDatabase %s/%s of class %s (namespace uid %s, cluster %s)"
                .formatted(namespace, name, className, namespaceUid, cluster);
    }

    private static String write(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a map of strings is always JSON", impossible);
        }
    }
}
