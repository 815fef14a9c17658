package dev.appdb.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What an API server keeps of objects: uid, generation, resourceVersion, and a refusal of stale writes. Everything that
 * goes in or out is a copy. Thread-safe.
 *
 * <p>A uid follows from the name: a second start on the same data finds its tenants, ledgers and Jobs' names again.
 */
final class ObjectStore {
    private final Map<Key, HasMetadata> objects = new TreeMap<>();
    private final KubernetesSerialization kubernetes = new KubernetesSerialization();
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;
    private long version;

    ObjectStore(Clock clock) {
        this.clock = clock;
    }

    /** Moves with every change. */
    synchronized long version() {
        return version;
    }

    /** Returns when it has moved since it was {@code seen}, or after that long. */
    synchronized void awaitChange(long seen, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (version == seen && System.nanoTime() < deadline) {
            wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
    }

    synchronized <T extends HasMetadata> Optional<T> get(Class<T> kind, String namespace, String name) {
        return Optional.ofNullable(objects.get(new Key(HasMetadata.getKind(kind), namespace, name)))
                .map(kind::cast)
                .map(this::copy);
    }

    synchronized <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .map(this::copy)
                .toList();
    }

    synchronized List<HasMetadata> everything() {
        return objects.values().stream().map(this::copy).toList();
    }

    /** What a person or a controller applies: a status is kept, and a changed spec is a new generation. */
    synchronized void apply(HasMetadata wanted) {
        HasMetadata next = copy(wanted);
        if (next instanceof Secret secret) {
            encodeStringData(secret);
        }
        HasMetadata found = objects.get(Key.of(wanted));
        if (found == null) {
            put(next, born(next), 1);
        } else {
            JsonNode before = content(found);
            JsonNode after = content(next);
            if (!before.equals(after)) {
                boolean sameSpec = before.path("spec").equals(after.path("spec"));
                putWithStatus(next, found, found.getMetadata().getGeneration() + (sameSpec ? 0 : 1));
            }
        }
    }

    /** Throws with code 409 if there is one of that name. */
    synchronized void create(HasMetadata object) {
        if (objects.containsKey(Key.of(object))) {
            throw conflict(object, "exists already");
        }
        HasMetadata next = copy(object);
        put(next, born(next), 1);
    }

    /** Throws with code 409 if it was changed since it was read. */
    synchronized void replace(HasMetadata object) {
        HasMetadata found = objects.get(Key.of(object));
        String read = object.getMetadata().getResourceVersion();
        if (found == null || (read != null && !read.equals(found.getMetadata().getResourceVersion()))) {
            throw conflict(object, found == null ? "is gone" : "was changed meanwhile");
        }
        put(copy(object), found.getMetadata(), found.getMetadata().getGeneration());
    }

    /** Takes over the status alone; an object that is gone meanwhile stays gone. */
    synchronized <T extends HasMetadata> T writeStatus(T object) {
        HasMetadata found = objects.get(Key.of(object));
        if (found != null && !tree(found).path("status").equals(tree(object).path("status"))) {
            ObjectNode merged = tree(found);
            merged.set("status", tree(object).path("status"));
            HasMetadata next = kubernetes.convertValue(merged, found.getClass());
            put(next, found.getMetadata(), found.getMetadata().getGeneration());
        }
        @SuppressWarnings("unchecked") // objects keep their class
        T written = (T) copy(objects.getOrDefault(Key.of(object), object));
        return written;
    }

    synchronized void delete(HasMetadata object) {
        if (objects.remove(Key.of(object)) != null) {
            moved();
        }
    }

    private void putWithStatus(HasMetadata next, HasMetadata found, long generation) {
        ObjectNode merged = tree(next);
        if (tree(found).has("status")) {
            merged.set("status", tree(found).get("status"));
        }
        put(kubernetes.convertValue(merged, next.getClass()), found.getMetadata(), generation);
    }

    private void put(HasMetadata next, ObjectMeta identity, long generation) {
        moved();
        ObjectMeta meta = next.getMetadata();
        meta.setUid(identity.getUid());
        meta.setCreationTimestamp(identity.getCreationTimestamp());
        meta.setGeneration(generation);
        meta.setResourceVersion(Long.toString(version));
        objects.put(Key.of(next), next);
    }

    private synchronized void moved() {
        version++;
        notifyAll();
    }

    private ObjectMeta born(HasMetadata object) {
        var identity = new ObjectMeta();
        Key key = Key.of(object);
        String name = "appdb local %s %s %s".formatted(key.kind(), key.namespace(), key.name());
        identity.setUid(UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
        identity.setCreationTimestamp(clock.instant().toString());
        return identity;
    }

    /** What people write: everything but status, and of the metadata what they may set. */
    private JsonNode content(HasMetadata object) {
        ObjectNode content = tree(object);
        content.remove("status");
        ObjectNode meta = content.withObject("metadata");
        meta.remove(List.of("uid", "creationTimestamp", "generation", "resourceVersion"));
        return content;
    }

    private ObjectNode tree(HasMetadata object) {
        return json.valueToTree(kubernetes.convertValue(object, JsonNode.class));
    }

    private <T extends HasMetadata> T copy(T object) {
        return kubernetes.clone(object);
    }

    private static void encodeStringData(Secret secret) {
        if (secret.getStringData() != null) {
            Map<String, String> data = new HashMap<>(secret.getData() == null ? Map.of() : secret.getData());
            secret.getStringData()
                    .forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
            secret.setData(data);
            secret.setStringData(null);
        }
    }

    private static KubernetesClientException conflict(HasMetadata object, String why) {
        return new KubernetesClientException("%s %s".formatted(Key.of(object), why), 409, null);
    }
}
