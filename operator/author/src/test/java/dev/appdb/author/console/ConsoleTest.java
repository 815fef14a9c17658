package dev.appdb.author.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.author.embedded.Admin;
import dev.appdb.author.embedded.EmbeddedServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final EmbeddedServer server = EmbeddedServer.temporary();
    private static final Admin admin = server.admin("appdb");
    private static final String uri = "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
            .formatted(admin.host(), admin.port(), admin.database(), admin.user(), admin.password());
    private final Console console = new Console(Map.of("username", admin.user(), "jdbc-uri", uri));

    @BeforeAll
    static void aTableAndAView() throws SQLException {
        try (Connection connection = DriverManager.getConnection(uri);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE animal AS VALUES (1, 'cat'), (2, NULL)");
            statement.execute("CREATE VIEW cats AS SELECT * FROM animal WHERE column2 = 'cat'");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAnswerIsAlignedAndNullIsEmpty() {
        assertThat(console.query("SELECT column1 AS id, column2 AS name FROM animal ORDER BY 1")
                        .lines())
                .containsExactly("id │ name", "───┼─────", "1  │ cat", "2  │");
    }

    @Test
    void tablesAndViewsAreCounted() {
        assertThat(console.tables().rows())
                .extracting(row -> String.join(" ", row))
                .containsExactly("animal table 2", "cats view 1");
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords() {
        assertThatThrownBy(() -> console.query("SELECT * FROM unicorn"))
                .isInstanceOf(ConsoleException.class)
                .hasMessageContaining("relation \"unicorn\" does not exist");
    }
}
