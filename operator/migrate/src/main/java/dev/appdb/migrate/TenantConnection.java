package dev.appdb.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one login reaches its tenant's schema, as a connection Secret tells it.
 *
 * @param parameters pgjdbc's connection properties, such as {@code sslmode}; none may name a Java class
 */
public record TenantConnection(
        String host,
        int port,
        String database,
        String user,
        String password,
        String schema,
        Map<String, String> parameters) {

    /** A Secret may be edited by people who must not choose which classes this process loads. */
    private static final Pattern NAMES_A_CLASS =
            Pattern.compile("(?i).*(factory|factoryarg|classname|verifier|callback|loggerfile).*");

    public TenantConnection {
        parameters = Map.copyOf(parameters);
        parameters.keySet().stream()
                .filter(name -> NAMES_A_CLASS.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("connection parameter " + name + " loads code: remove it");
                });
    }

    /**
     * Reads the keys {@code host port dbname username password schema jdbc-uri} of a connection Secret; {@code database}
     * and {@code user} are taken as their other names. Only the parameters of {@code jdbc-uri} are used.
     *
     * @throws IllegalArgumentException naming the key that is missing or wrong
     */
    public static TenantConnection of(Map<String, String> secretKeys) {
        return new TenantConnection(
                required(secretKeys, "host"),
                port(Optional.ofNullable(secretKeys.get("port")).orElse("5432")),
                required(secretKeys, "dbname", "database"),
                required(secretKeys, "username", "user"),
                required(secretKeys, "password"),
                required(secretKeys, "schema"),
                parameters(Optional.ofNullable(secretKeys.get("jdbc-uri")).orElse("")));
    }

    private static String required(Map<String, String> keys, String... names) {
        return Arrays.stream(names)
                .map(keys::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the connection Secret has no key '%s': mount or".formatted(names[0])
                                + " import (envFrom) the Secret that AppDatabase writes, <database>-db"));
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "key 'port' of the connection Secret is not a number: '" + text + "'", e);
        }
    }

    private static Map<String, String> parameters(String jdbcUri) {
        int query = jdbcUri.indexOf('?');
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query >= 0) {
            for (String pair : jdbcUri.substring(query + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        }
        parameters.keySet().removeAll(List.of("user", "password"));
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "%s@%s:%d/%s, schema %s".formatted(user, host, port, database, schema);
    }
}
