package dev.appdb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Real PostgreSQL servers for tests. Shared ones are started when first asked for and end with the JVM; one test's
 * tenants don't meet another's as long as each test makes its own database.
 */
public final class PostgresServers {
    private static final Map<Integer, String> RELEASES =
            new TreeMap<>(Map.of(14, "14.24.0", 15, "15.19.0", 16, "16.15.0", 17, "17.11.0", 18, "18.6.0"));

    private static final Map<Integer, TestPostgres> SHARED = new TreeMap<>();

    private PostgresServers() {}

    /** The versions under test: 14 to 18, or those that the environment's {@code APPDB_POSTGRES} lists ("17" or "14,18"). */
    public static List<Integer> versions() {
        String narrowed = System.getenv().getOrDefault("APPDB_POSTGRES", "");
        List<Integer> wanted = Arrays.stream(narrowed.split(",", -1))
                .map(String::strip)
                .filter(version -> !version.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return wanted.isEmpty() ? List.copyOf(RELEASES.keySet()) : wanted;
    }

    /** The shared server of the newest version under test, for tests that depend on no version. */
    public static TestPostgres newest() {
        return version(versions().getLast());
    }

    /** The shared server of that major version. Whoever stops it must start it again. */
    public static TestPostgres version(int major) {
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(major, wanted -> {
                TestPostgres server = server(wanted, true, TestAccess.usual());
                server.start();
                return server;
            });
        }
    }

    /** A server of the test's own, with a system identifier of its own: to stop, to break, to close. */
    public static TestPostgres start(int major) {
        return start(major, TestAccess.usual());
    }

    /** As {@link #start(int)}, and it takes nothing but TLS connections (the superuser's apart). */
    public static TestPostgres start(int major, TestCertificate certificate) {
        return start(major, TestAccess.encrypted(certificate));
    }

    /** As {@link #start(int)}, with other ways in. */
    public static TestPostgres start(int major, TestAccess access) {
        TestPostgres server = server(major, false, access);
        server.start();
        return server;
    }

    private static TestPostgres server(int major, boolean copied, TestAccess access) {
        String release = RELEASES.get(major);
        if (release == null) {
            throw new IllegalArgumentException("no PostgreSQL " + major + " here, only " + RELEASES.keySet());
        }
        try {
            return TestPostgres.make(major, PostgresBinaries.of(release), copied, access);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare PostgreSQL " + release, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while preparing PostgreSQL " + release, e);
        }
    }
}
