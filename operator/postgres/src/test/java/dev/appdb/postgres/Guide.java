package dev.appdb.postgres;

import dev.appdb.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of the admin guide, as whoever follows it runs it: below {@code <!-- sql: name -->}, or
 * {@code <!-- sql: name, in database -->}. Its own names, {@code prt_apps...}, become this guide's.
 */
record Guide(TestPostgres server, String name) {
    private static final Path FILE = Path.of("..", "..", "docs", "admin-guide.md");

    /** The same file for a server of which another test has made the guide's roles already. */
    static Guide on(TestPostgres server) {
        return new Guide(server, Given.unique("prt_apps").replace('-', '_'));
    }

    /** Runs a block as the superuser. */
    void run(String block) {
        Matcher found = find(block);
        String sql = named(found.group("sql"));
        String database = found.group("database");
        server.sql(
                database == null ? "postgres" : named(database),
                sql.startsWith("DO ")
                        ? new String[] {sql}
                        : Arrays.stream(sql.split(";\n", -1))
                                .filter(statement -> !statement.isBlank())
                                .toArray(String[]::new));
    }

    /** A block as it stands there. */
    static String text(String block) {
        return find(block).group("sql").strip();
    }

    static List<String> blocks() {
        return Pattern.compile("<!-- sql: ([a-z-]+)")
                .matcher(text())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The login that the guide makes. */
    ServerAccess access(String login, String password, boolean root) {
        ServerUrl url = ServerUrl.parse(
                "postgresql://%s@%s:%d/%s?sslmode=disable".formatted(named(login), server.host(), server.port(), name));
        ServerAccess plain = Given.access(url, password, Optional.empty());
        return root ? Given.withRoot(plain, new Identifier(name + "_root")) : plain;
    }

    private String named(String text) {
        return text.replace("prt_apps", name);
    }

    private static Matcher find(String block) {
        Matcher found = Pattern.compile(
                        "<!-- sql: " + block + "(, (from [0-9]+|in (?<database>\\w+)))? -->\n```sql\n(?<sql>.*?)```",
                        Pattern.DOTALL)
                .matcher(text());
        if (!found.find()) {
            throw new IllegalArgumentException("the guide has no SQL called " + block);
        }
        return found;
    }

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
