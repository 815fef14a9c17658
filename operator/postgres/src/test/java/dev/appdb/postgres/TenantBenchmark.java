package dev.appdb.postgres;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a tenant costs when there are many: {@code make bench-tenants}, no part of {@code make test}. Prints the rows of
 * docs/benchmarks.md. {@code APPDB_BENCH_TENANTS} says up to how many, {@code APPDB_BENCH_TRAP} without managers.
 */
final class TenantBenchmark {
    private static final int MOST = number("APPDB_BENCH_TENANTS", 1000);
    private static final int MOST_WITHOUT_MANAGERS = number("APPDB_BENCH_TRAP", 1000);
    private static final List<Integer> MARKS = List.of(100, 500, 1000, 2000, 5000);

    /** How many tenants, the last ones before a mark, are timed. */
    private static final int SAMPLE = 100;

    private static final int WHOLE = 10;

    @AllPostgres
    void manyTenants(TestPostgres shared) {
        measure(shared.version(), true, MOST);
        measure(shared.version(), false, MOST_WITHOUT_MANAGERS);
    }

    private static void measure(int version, boolean managers, int most) {
        try (TestPostgres server = PostgresServers.start(version)) {
            TestAdmin admin = server.createAdmin();
            Connector connector = new Connector(Given.access(admin), Optional.empty());
            try (AdminSessions sessions = new AdminSessions(connector);
                    DatabaseServer database = Given.open(admin)) {
                database.inspect();
                new Bench(admin, sessions, database, managers).run(most);
            }
        }
    }

    private record Bench(TestAdmin admin, AdminSessions sessions, DatabaseServer database, boolean managers) {
        void run(int most) {
            List<Duration> times = new ArrayList<>();
            Duration before = Duration.ZERO;
            for (int count = 1; count <= most; count++) {
                if (MARKS.contains(count - 1 + SAMPLE)) {
                    before = cpu();
                }
                times.add(time(this::makeOne));
                if (MARKS.contains(count)) {
                    Duration cpu = cpu().minus(before).dividedBy(SAMPLE);
                    print(count, average(times.subList(times.size() - SAMPLE, times.size())), cpu);
                }
            }
        }

        private void print(int count, Duration transaction, Duration cpu) {
            Duration census = average(repeat(WHOLE, () -> database.census("bench")));
            String whole = managers ? millis(average(repeat(WHOLE, this::makeWhole))) : "";
            System.out.printf(
                    "| %d | %s | %d | %s | %s | %.0f | %s | %s |%n",
                    admin.server().version(),
                    managers ? "yes" : "no",
                    count,
                    millis(cpu),
                    millis(transaction),
                    1e9 / transaction.toNanos(),
                    whole,
                    millis(census));
        }

        /** What the server's one process for these sessions has used; unlike a clock it does not count other work. */
        private Duration cpu() {
            return sessions.call("asking for the process", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                    row.next();
                    return ProcessHandle.of(row.getLong(1))
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO);
                }
            });
        }

        private Ensured makeWhole() {
            return database.ensure(next(), Given.ALL);
        }

        /** The transaction alone: no password is made, no login tried. */
        private boolean makeOne() {
            return sessions.call("making a tenant", connection -> make(connection, next()));
        }

        private boolean make(Connection connection, Wanted wanted) throws SQLException {
            Snapshot seen = Catalog.read(connection, wanted.names());
            Identifier manager = managers
                    ? Managers.choose(connection, wanted.mark().cluster(), seen)
                    : new Identifier(admin.user());
            List<Change> changes = TenantDiff.between(seen.tenant(), wanted.tenant(Map.of(), seen.now()));
            int version = connection.getMetaData().getDatabaseMajorVersion();
            return Transaction.run(connection, inside -> {
                Groundwork.lock(inside, wanted.names().owner(), manager);
                Transaction.send(inside, Script.of(changes, wanted.names(), manager, version));
                return true;
            });
        }

        private static Wanted next() {
            return Given.wanted(Given.mark("bench", Given.unique("bench"), "orders"));
        }
    }

    private static List<Duration> repeat(int times, Callable<?> work) {
        List<Duration> all = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            all.add(time(work));
        }
        return all;
    }

    private static Duration time(Callable<?> work) {
        Instant start = Instant.now();
        try {
            work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Duration.between(start, Instant.now());
    }

    private static Duration average(List<Duration> times) {
        return times.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(times.size());
    }

    private static String millis(Duration time) {
        return "%.1f".formatted(time.toNanos() / 1e6);
    }

    private static int number(String variable, int otherwise) {
        return Integer.parseInt(System.getenv().getOrDefault(variable, "" + otherwise));
    }
}
