package dev.appdb.migrate;

import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.run.Runner;
import dev.appdb.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A tenant as AppDatabase makes one: an owner nobody can log in as, logins that set their role, default privileges. */
public final class TestTenant {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "s3cret, with=odd/chars";

    private final TestPostgres server;
    private final String database;
    private final String owner;

    private TestTenant(TestPostgres server, String database, String owner) {
        this.server = server;
        this.database = database;
        this.owner = owner;
    }

    public static TestTenant on(TestPostgres server) {
        TestTenant tenant = new TestTenant(
                server,
                server.createDatabase(),
                "m%d_%d__shop".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
        tenant.make();
        return tenant;
    }

    private void make() {
        List<String> statements = new ArrayList<>(List.of(
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "CREATE ROLE %s NOLOGIN".formatted(owner),
                "CREATE ROLE %s_app NOLOGIN".formatted(owner),
                "CREATE ROLE %s_readonly NOLOGIN".formatted(owner),
                "CREATE SCHEMA %s AUTHORIZATION %s".formatted(owner, owner),
                "GRANT USAGE ON SCHEMA %s TO %s_app, %s_readonly".formatted(owner, owner, owner),
                "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %s_app"
                        .formatted(owner, owner, owner),
                "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s GRANT SELECT ON TABLES TO %s_readonly"
                        .formatted(owner, owner, owner),
                "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s GRANT USAGE, SELECT ON SEQUENCES TO %s_app"
                        .formatted(owner, owner, owner)));
        login("migrator", owner, statements);
        login("app", owner + "_app", statements);
        login("readonly", owner + "_readonly", statements);
        server.sql(database, statements.toArray(String[]::new));
    }

    private void login(String kind, String role, List<String> statements) {
        String login = owner + "_" + kind + "_a";
        statements.add("CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE %s".formatted(login, PASSWORD, role));
        statements.add("ALTER ROLE %s SET role = '%s'".formatted(login, role));
        statements.add("ALTER ROLE %s SET search_path = %s".formatted(login, owner));
    }

    public String schema() {
        return owner;
    }

    public TestPostgres server() {
        return server;
    }

    public TenantConnection migrator() {
        return connection("migrator");
    }

    public TenantConnection app() {
        return connection("app");
    }

    public TenantConnection readonly() {
        return connection("readonly");
    }

    private TenantConnection connection(String kind) {
        return new TenantConnection(
                server.host(), server.port(), database, owner + "_" + kind + "_a", PASSWORD, owner, Map.of());
    }

    /** The keys of the Secret for that kind, as a pod's environment has them. */
    public Map<String, String> environment(String kind) {
        TenantConnection connection = connection(kind);
        return Map.of(
                "host", connection.host(),
                "port", Integer.toString(connection.port()),
                "dbname", connection.database(),
                "username", connection.user(),
                "password", connection.password(),
                "schema", connection.schema());
    }

    /** As the tenant's owner. */
    public void sql(String... statements) {
        sql(migrator(), statements);
    }

    public void sql(TenantConnection as, String... statements) {
        try (Connection connection = TenantSession.working("test", Map.of()).open(as);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public void asSuperuser(String... statements) {
        server.sql(database, statements);
    }

    /** Rows as text, cells joined by {@code |}. */
    public List<String> query(String sql) {
        try (Connection connection = TenantSession.working("test", Map.of()).open(migrator());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    cells.add(String.valueOf(rows.getString(column)));
                }
                found.add(String.join("|", cells));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Waits until a run of this tenant executes {@code pg_sleep}. */
    public void awaitSleepingRun() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::runSleeps);
    }

    public boolean runSleeps() throws SQLException {
        try (Connection connection = server.superuser(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = '%s'"
                                .formatted(migrator().user()))) {
            return rows.next();
        }
    }

    public RunResult run(RunRequest request) {
        return new Runner().run(request, migrator());
    }

    /** Runs these files, named and filled in turn. */
    public RunResult run(String... namesAndTexts) {
        return run(Source.of(namesAndTexts).request());
    }

    /** A source on disk, and the request that runs it. */
    public record Source(Path directory, Map<String, Object> settings) {

        public static Source of(String... namesAndTexts) {
            try {
                Path directory = Files.createTempDirectory("appdb-source");
                directory.toFile().deleteOnExit();
                for (int at = 0; at < namesAndTexts.length; at += 2) {
                    Path file = directory.resolve(namesAndTexts[at]);
                    Path parent = directory.resolve(namesAndTexts[at] + "/..").normalize();
                    Files.createDirectories(parent);
                    parent.toFile().deleteOnExit();
                    Files.writeString(file, namesAndTexts[at + 1]);
                    file.toFile().deleteOnExit();
                }
                return new Source(directory, Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public Source with(String field, Object value) {
            Map<String, Object> more = new java.util.HashMap<>(settings);
            more.put(field, value);
            return new Source(directory, more);
        }

        public Source staticData(String... paths) {
            return with("staticData", List.of(paths));
        }

        public RunRequest request() {
            Map<String, Object> fields = new java.util.HashMap<>(settings);
            fields.put("sourceDir", directory.toString());
            fields.putIfAbsent("migration", "shop");
            fields.putIfAbsent("run", "run-1");
            fields.putIfAbsent("input", "input-1");
            return RunRequest.fromJson(Json.write(fields));
        }
    }
}
