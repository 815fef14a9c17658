package dev.appdb.controller.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDb;
import dev.appdb.postgres.ConnectionUri;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Secret with which one kind of login connects: every key that CloudNativePG's and Service Binding's users know, and
 * ours. Of what it holds, only {@code username} and {@code password} are ever read back.
 */
final class ConnectionSecret {
    /** pgjdbc's names of libpq's parameters, where they differ. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "sslnegotiation", "sslNegotiation",
            "gssencmode", "gssEncMode",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName");

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
                .equals(Optional.ofNullable(secret.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .get(AppDb.OWNER));
    }

    /** The login in it, if it holds a whole one. */
    static Optional<Login> login(Secret secret) {
        return value(secret, "username")
                .flatMap(user -> value(secret, "password").map(password -> new Login(user, password)));
    }

    /** The Secret as it should be. */
    static Secret of(AppDatabase database, Kind kind, String namespaceUid, Endpoint endpoint, Login login) {
        String name = database.getMetadata().getName();
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(database.getMetadata().getNamespace())
                .withName(name(name, kind))
                .addToLabels(AppDb.MANAGED_BY, AppDb.MANAGER)
                .addToLabels(AppDb.DATABASE, name)
                .addToAnnotations(AppDb.OWNER, owner(namespaceUid, name))
                .endMetadata()
                .withType(AppDb.SECRET_TYPE)
                .withData(encoded(
                        keys(endpoint, WantedTenant.names(database).schema().name(), login)))
                .build();
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

    private static Map<String, String> keys(Endpoint endpoint, String schema, Login login) {
        String host = endpoint.host();
        int port = endpoint.port();
        String database = endpoint.database();
        String uri = ConnectionUri.postgresql(
                        host, port, database, login.user(), login.password(), endpoint.parameters())
                .text();
        String jdbc = ConnectionUri.jdbc(
                        host, port, database, login.user(), login.password(), jdbc(endpoint.parameters()))
                .text();
        Map<String, String> keys = new TreeMap<>();
        keys.put("type", "postgresql");
        keys.put("provider", "appdb");
        keys.put("username", login.user());
        keys.put("user", login.user());
        keys.put("password", login.password());
        keys.put("host", host);
        keys.put("port", Integer.toString(port));
        keys.put("dbname", database);
        keys.put("database", database);
        keys.put("schema", schema);
        keys.put("pgpass", pgpass(endpoint, login));
        keys.put("uri", uri);
        keys.put("fqdn-uri", uri);
        keys.put("jdbc-uri", jdbc);
        keys.put("DATABASE_URL", uri);
        keys.put("PRT_DB_CONN_STR", uri);
        return keys;
    }

    private static String pgpass(Endpoint endpoint, Login login) {
        return "%s:%d:%s:%s:%s\n"
                .formatted(
                        escaped(endpoint.host()),
                        endpoint.port(),
                        escaped(endpoint.database()),
                        escaped(login.user()),
                        escaped(login.password()));
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static Map<String, String> jdbc(Map<String, String> parameters) {
        Map<String, String> renamed = new LinkedHashMap<>();
        parameters.forEach((name, value) -> renamed.put(JDBC_NAMES.getOrDefault(name, name), value));
        return renamed;
    }

    private static Map<String, String> encoded(Map<String, String> keys) {
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
