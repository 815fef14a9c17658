package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.ServerUrl;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a login connects to.
 *
 * @param parameters by libpq's names, in a fixed order: a Secret must not differ from one pass to the next
 * @param authority the certificates that the server's own is checked against; the usual public ones when empty
 */
record Endpoint(
        String host, int port, String database, SortedMap<String, String> parameters, Optional<String> authority) {
    /** What of the admin's parameters concerns the way to the server; the rest is the admin's own. */
    private static final Set<String> OF_THE_WAY =
            Set.of("sslmode", "sslnegotiation", "gssencmode", "channel_binding", "connect_timeout");

    private static final int DEFAULT_PORT = 5432;

    /** Migrations go direct, since a pooler can lose their locks; others go where the class sends apps. */
    static Endpoint of(AppDatabaseClass databaseClass, Kind kind, Optional<String> authority) {
        Endpoint direct =
                direct(ServerUrl.parse(databaseClass.getSpec().connection().url()), authority);
        return Optional.ofNullable(databaseClass.getSpec().appEndpoint())
                .filter(given -> kind != Kind.MIGRATOR)
                .map(given -> given(given, direct))
                .orElse(direct);
    }

    /**
     * Encrypted unless the url says otherwise, but not verified: drivers look for the authority's certificate in a file that
     * an app's pod has only if it mounts the Secret's key {@code ca.crt}. A class whose apps do says so in {@code
     * appEndpoint.parameters}.
     */
    private static Endpoint direct(ServerUrl url, Optional<String> authority) {
        SortedMap<String, String> parameters = new TreeMap<>(url.parameters());
        parameters.keySet().retainAll(OF_THE_WAY);
        parameters.merge("sslmode", "require", (said, otherwise) -> said.startsWith("verify-") ? otherwise : said);
        return new Endpoint(url.host(), url.port(), url.database(), parameters, authority);
    }

    private static Endpoint given(AppDatabaseClassSpec.Endpoint given, Endpoint direct) {
        return new Endpoint(
                given.host(),
                Optional.ofNullable(given.port()).orElse(DEFAULT_PORT),
                direct.database(),
                Optional.<Map<String, String>>ofNullable(given.parameters())
                        .<SortedMap<String, String>>map(TreeMap::new)
                        .orElse(direct.parameters()),
                direct.authority());
    }
}
