package dev.appdb.controller.database;

import dev.appdb.postgres.ConnectionUri;
import dev.appdb.postgres.Login;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The keys of a connection Secret: every one that CloudNativePG's and Service Binding's users know, and ours. */
final class ConnectionKeys {
    static final String AUTHORITY = "ca.crt";

    /** What a template can name. */
    static final Set<String> NAMES = Set.of(
            "type",
            "provider",
            "username",
            "user",
            "password",
            "host",
            "port",
            "dbname",
            "database",
            "schema",
            "pgpass",
            "uri",
            "fqdn-uri",
            "jdbc-uri",
            "DATABASE_URL",
            "PRT_DB_CONN_STR");

    /** pgjdbc's names of libpq's parameters, where they differ. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "sslnegotiation", "sslNegotiation",
            "gssencmode", "gssEncMode",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName");

    private ConnectionKeys() {}

    static Map<String, String> of(Endpoint endpoint, String schema, Login login) {
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
        endpoint.authority().ifPresent(certificates -> keys.put(AUTHORITY, certificates));
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
}
