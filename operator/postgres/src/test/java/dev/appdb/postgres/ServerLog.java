package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every statement that an admin's sessions send, as the server itself writes them down. */
final class ServerLog {
    private static final Pattern STATEMENT = Pattern.compile("LOG: +(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);

    private final TestAdmin admin;
    private long start;

    /** Begins to watch sessions that start from now on. */
    ServerLog(TestAdmin admin) throws SQLException {
        this.admin = admin;
        admin.server().sql("postgres", "ALTER ROLE %s SET log_statement = 'all'".formatted(admin.user()));
        forget();
    }

    /** What was sent until now does not count. */
    void forget() throws SQLException {
        start = Long.parseLong(ask("SELECT size FROM pg_stat_file('server.log')"));
    }

    List<String> statements() throws SQLException {
        return Arrays.stream(text().split("\n(?=\\d{4}-\\d\\d-\\d\\d )", -1))
                .map(STATEMENT::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).strip())
                // how the pool sees whether a connection still lives
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** Errors and details too. */
    String text() throws SQLException {
        return ask("SELECT coalesce(pg_read_file('server.log', %d, 10000000), '')".formatted(start));
    }

    private String ask(String query) throws SQLException {
        return Given.askSuperuser(admin.server(), "postgres", query).getFirst();
    }
}
