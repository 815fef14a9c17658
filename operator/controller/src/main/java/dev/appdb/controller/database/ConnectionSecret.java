package dev.appdb.controller.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDb;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of an AppDatabase's Secrets. Of what it holds, only {@code username} and {@code password} are ever read back. */
final class ConnectionSecret {
    private ConnectionSecret() {}

    static String name(String database, Kind kind) {
        return switch (kind) {
            case APP -> AppDb.appSecret(database);
            case MIGRATOR -> AppDb.migratorSecret(database);
            case READONLY -> AppDb.readonlySecret(database);
        };
    }

    /** What makes a Secret ours, also after the AppDatabase was deleted and applied again. */
    static String owner(String namespaceUid, String database) {
        return namespaceUid + "/" + database;
    }

    static boolean isOurs(Secret secret, String namespaceUid, String database) {
        return owner(namespaceUid, database)
                .equals(annotation(secret, AppDb.OWNER).orElse(null));
    }

    static Optional<String> annotation(Secret secret, String key) {
        return Optional.ofNullable(secret.getMetadata().getAnnotations()).map(annotations -> annotations.get(key));
    }

    /** The login in it, if it holds a whole one. */
    static Optional<Login> login(Secret secret) {
        return value(secret, "username")
                .flatMap(user -> value(secret, "password").map(password -> new Login(user, password)));
    }

    /** Whether all of ours in it is as it should be. */
    static boolean isAsWanted(Secret found, Secret wanted) {
        return holdsSame(found, wanted)
                && wanted.getType().equals(found.getType())
                && entries(found.getMetadata().getLabels())
                        .containsAll(entries(wanted.getMetadata().getLabels()))
                && entries(found.getMetadata().getAnnotations())
                        .containsAll(entries(wanted.getMetadata().getAnnotations()));
    }

    /** Whether the keys and values are as they should be. */
    static boolean holdsSame(Secret found, Secret wanted) {
        return entries(found.getData()).equals(entries(wanted.getData()));
    }

    /** The Secret in the cluster brought to what is wanted, with the labels and annotations that others put on it. */
    static Secret corrected(Secret found, Secret wanted) {
        return new SecretBuilder(found)
                .editMetadata()
                .addToLabels(wanted.getMetadata().getLabels())
                .addToAnnotations(wanted.getMetadata().getAnnotations())
                .endMetadata()
                .withType(wanted.getType())
                .withData(wanted.getData())
                .build();
    }

    static Map<String, String> encoded(Map<String, String> keys) {
        Map<String, String> encoded = new TreeMap<>();
        keys.forEach((key, value) -> encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
        return encoded;
    }

    private static Set<Map.Entry<String, String>> entries(@Nullable Map<String, String> map) {
        return map == null ? Set.of() : map.entrySet();
    }

    private static Optional<String> value(Secret secret, String key) {
        return Optional.ofNullable(secret.getData())
                .map(data -> data.get(key))
                .map(ConnectionSecret::decoded)
                .filter(value -> !value.isEmpty());
    }

    /** The API server takes nothing that is not base64; local mode's Secrets are ours. */
    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), UTF_8);
    }
}
