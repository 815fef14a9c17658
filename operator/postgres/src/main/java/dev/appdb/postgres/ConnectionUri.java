package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A connection as one text, for libraries that want it so. Every part is percent-encoded but letters, digits and
 * {@code - . _ ~}: some parsers stumble over ',' and '=' too. {@link #toString()} hides it, since it has the password.
 */
public record ConnectionUri(String text) {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** {@code postgresql://user:password@host:port/database?...}; parameters in the map's order. */
    public static ConnectionUri postgresql(
            String host, int port, String database, String user, String password, Map<String, String> parameters) {
        return new ConnectionUri("postgresql://%s:%s@%s/%s%s"
                .formatted(encode(user), encode(password), authority(host, port), encode(database), query(parameters)));
    }

    /** {@code jdbc:postgresql://host:port/database?user=...&password=...}, as pgjdbc reads it. */
    public static ConnectionUri jdbc(
            String host, int port, String database, String user, String password, Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("user", user);
        all.put("password", password);
        all.putAll(parameters);
        return new ConnectionUri(
                "jdbc:postgresql://%s/%s%s".formatted(authority(host, port), encode(database), query(all)));
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String part) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : part.getBytes(UTF_8)) {
            boolean plain = UNRESERVED.indexOf(octet) >= 0;
            encoded.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet));
        }
        return encoded.toString();
    }

    @Override
    public String toString() {
        return "ConnectionUri[hidden]";
    }
}
