package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.PostgresServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** Whatever stands in a name or a text, a real server reads back exactly that, and nothing else happens. */
final class TextsTest {
    private static @Nullable Connection connection;

    @Property(tries = 300)
    void everyIdentifierIsSafeInAStatement(@ForAll("names") String name) throws SQLException {
        try (Statement statement = server().createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery("SELECT 1 AS " + new Identifier(name))) {
                assertThat(row.getMetaData().getColumnLabel(1)).isEqualTo(name);
            }
        }
    }

    @Property(tries = 300)
    void everyLiteralIsSafeWhateverTheServersSettings(@ForAll("texts") String text, @ForAll boolean standard)
            throws SQLException {
        try (Statement statement = server().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET standard_conforming_strings = " + standard);
            statement.execute("SET backslash_quote = on");
            try (ResultSet row = statement.executeQuery("SELECT " + Sql.literal(text))) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(text);
            } finally {
                statement.execute("SET standard_conforming_strings = on");
            }
        }
    }

    @Property(tries = 200)
    void aSearchPathReadsTheSameWithAndWithoutNeedlessQuotes(@ForAll("paths") List<String> names) throws SQLException {
        String ours =
                names.stream().map(name -> new Identifier(name).toString()).collect(Collectors.joining(", "));
        try (Statement statement = server().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET search_path = " + ours);
            try (ResultSet row = statement.executeQuery("SHOW search_path")) {
                row.next();
                assertThat(SearchPath.normal(row.getString(1))).isEqualTo(ours);
            } finally {
                statement.execute("RESET search_path");
            }
        }
    }

    @Example
    void namesThatPostgresWouldCutAreRefused() {
        for (String name : List.of("", "x".repeat(64), "ä".repeat(32), "a\0b")) {
            assertThatThrownBy(() -> new Identifier(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("'\"\\$;-/*{}?:%\n\t ,=äß€😀".toCharArray())
                .withCharRange('a', 'f')
                .withCharRange('A', 'C')
                .ofMaxLength(25)
                .filter(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text));
    }

    @Provide
    Arbitrary<String> names() {
        return texts().filter(name -> !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= 63);
    }

    @Provide
    Arbitrary<List<String>> paths() {
        return Arbitraries.oneOf(names(), Arbitraries.of("select", "user", "1st", "shop__orders", "$user"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(ArrayList::new);
    }

    @AfterContainer
    static void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private static Connection server() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = PostgresServers.newest().superuser("postgres");
            connection = open;
        }
        return open;
    }
}
