package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What tests of a server start from. */
final class Given {
    static final Renewal ALL = Renewal.of(Kind.values());

    private Given() {}

    /** Roles are the whole server's, so every test names its own. */
    static String unique(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static String cluster() {
        return unique("c");
    }

    static Mark mark(String cluster, String namespace, String name) {
        return Mark.of(cluster, namespace, "uid-of-" + namespace, name, "standard");
    }

    static Wanted wanted(Mark mark) {
        return wanted(mark, AppAccess.READ_WRITE, true, Limits.none());
    }

    static Wanted wanted(Mark mark, AppAccess app, boolean readonly, Limits limits) {
        return new Wanted(mark, mark.names(), app, readonly, limits, Set.of(), Optional.empty(), Duration.ofMinutes(5));
    }

    static Wanted wanted() {
        return wanted(mark(cluster(), unique("shop"), "orders"));
    }

    static Wanted withOverlap(Wanted wanted, Duration overlap) {
        return new Wanted(
                wanted.mark(),
                wanted.names(),
                wanted.app(),
                wanted.readonly(),
                wanted.limits(),
                wanted.extensions(),
                wanted.extensionsSchema(),
                overlap);
    }

    /** As the drift poll tells it: one query, and nothing else. */
    static boolean isMet(DatabaseServer database, Wanted wanted) {
        Census census = database.census(wanted.mark().cluster());
        return census.tenants().stream()
                .filter(found -> found.mark().isSameTenant(wanted.mark()))
                .anyMatch(found -> wanted.isMetBy(found, census.now()));
    }

    static FoundTenant found(DatabaseServer database, Wanted wanted) {
        return database.census(wanted.mark().cluster()).tenants().stream()
                .filter(found -> found.mark().isSameTenant(wanted.mark()))
                .findFirst()
                .orElseThrow();
    }

    static DatabaseServer open(TestAdmin admin) {
        return DatabaseServer.open(access(admin), Optional.empty());
    }

    static ServerAccess access(TestAdmin admin) {
        return access(ServerUrl.parse(admin.url()), admin.password(), Optional.empty());
    }

    static ServerAccess access(ServerUrl url, String password, Optional<String> caPem) {
        return new ServerAccess(url, Optional.of(password), Optional.empty(), caPem, Optional.empty());
    }

    static ServerAccess withRoot(ServerAccess access, Identifier root) {
        return new ServerAccess(
                access.url(), access.password(), Optional.of(root), access.caPem(), access.clientCertificate());
    }

    static Connection as(Login login, TestAdmin admin) throws SQLException {
        return admin.server().connect(admin.database(), login.user(), login.password());
    }

    /** Runs statements as that login. */
    static void run(Login login, TestAdmin admin, String... statements) throws SQLException {
        try (Connection connection = as(login, admin);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs statements as the class's admin. */
    static void runAsAdmin(TestAdmin admin, String... statements) throws SQLException {
        run(new Login(admin.user(), admin.password()), admin, statements);
    }

    /** The first column of a query's rows, as that login. */
    static List<String> ask(Login login, TestAdmin admin, String query) throws SQLException {
        try (Connection connection = as(login, admin)) {
            return rows(connection, query);
        }
    }

    /** The first column of a query's rows, as the superuser. */
    static List<String> askSuperuser(TestPostgres server, String database, String query) throws SQLException {
        try (Connection connection = server.superuser(database)) {
            return rows(connection, query);
        }
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }
}
