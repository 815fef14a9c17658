package dev.appdb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to open one session for a tenant's login.
 *
 * @param applicationName what others see in pg_stat_activity, and what a run that waits for this one reports
 * @param answersWithin how long one answer of the server may take; zero means without limit
 * @param largestAnswer bytes of one answer after which the session breaks off; 0 means without limit
 * @param settings server settings from the session's start, to which {@code RESET ALL} returns
 */
public record TenantSession(
        String applicationName, Duration answersWithin, long largestAnswer, Map<String, String> settings) {

    private static final int CONNECT_SECONDS = 10;

    /** A session that works: its statements may take as long as the server's settings allow. */
    public static TenantSession working(String applicationName, Map<String, String> settings) {
        return new TenantSession(applicationName, Duration.ZERO, 0, settings);
    }

    /** A session that looks at tables which a tenant could have replaced by anything. */
    public static TenantSession looking(String applicationName) {
        return new TenantSession(applicationName, Duration.ofSeconds(10), 4 << 20, Map.of());
    }

    public Connection open(TenantConnection tenant) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {tenant.host()});
        source.setPortNumbers(new int[] {tenant.port()});
        source.setDatabaseName(tenant.database());
        source.setUser(tenant.user());
        source.setPassword(tenant.password());
        for (Map.Entry<String, String> parameter : tenant.parameters().entrySet()) {
            source.setProperty(parameter.getKey(), parameter.getValue());
        }
        source.setApplicationName(applicationName);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setSocketTimeout((int) answersWithin.toSeconds());
        if (largestAnswer > 0) {
            source.setMaxResultBuffer(Long.toString(largestAnswer));
        }
        options(tenant).ifPresent(source::setOptions);
        return source.getConnection();
    }

    private Optional<String> options(TenantConnection tenant) {
        String given = Optional.ofNullable(tenant.parameters().get(PGProperty.OPTIONS.getName()))
                .orElse("");
        String ours = settings.entrySet().stream()
                .map(setting ->
                        "-c " + setting.getKey() + "=" + setting.getValue().replace(" ", "\\ "))
                .sorted()
                .collect(Collectors.joining(" "));
        return Optional.of((given + " " + ours).strip()).filter(options -> !options.isEmpty());
    }
}
