package dev.appdb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.WireCut.Moment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class WireCutTest {
    private static final int INSERT = 4;
    private static final int COMMIT = 5;

    private final TestPostgres server = PostgresServers.newest();
    private final TestAdmin admin = server.createAdmin();

    @Test
    void theStepsOfAWayThatNeverEndsAreToldInWords() throws SQLException {
        try (WireCut way = WireCut.never(server.port())) {
            work(way);

            assertThat(way.steps())
                    .containsExactly(
                            "login of " + admin.user(),
                            "SET",
                            "CREATE TABLE IF",
                            "BEGIN",
                            "INSERT INTO, UPDATE",
                            "COMMIT",
                            "SELECT");
            assertThat(way.end()).isEmpty();
            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotSentIsNotDone() {
        try (var way = new WireCut(server.port(), COMMIT, Moment.UNSENT)) {
            assertThatThrownBy(() -> work(way)).isInstanceOf(SQLException.class);

            assertThat(way.end()).contains("COMMIT");
            assertThat(rows()).isZero();
        }
    }

    @Test
    void whatIsNotAnsweredIsDone() {
        try (var way = new WireCut(server.port(), COMMIT, Moment.UNANSWERED)) {
            assertThatThrownBy(() -> work(way)).isInstanceOf(SQLException.class);

            assertThat(way.end()).contains("COMMIT");
            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void aLoginIsAStep() {
        for (Moment moment : Moment.values()) {
            try (var way = new WireCut(server.port(), 0, moment)) {
                assertThatThrownBy(() -> work(way)).isInstanceOf(SQLException.class);

                assertThat(way.end()).contains("login of " + admin.user());
            }
        }
    }

    @Test
    void onceItHasEndedNothingGetsThroughUntilItIsMended() throws SQLException {
        try (var way = new WireCut(server.port(), INSERT, Moment.UNSENT)) {
            assertThatThrownBy(() -> work(way)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> work(way)).isInstanceOf(SQLException.class);

            way.mend();
            work(way);

            assertThat(rows()).isEqualTo(1);
        }
    }

    private void work(WireCut way) throws SQLException {
        String url =
                "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(server.host(), way.port(), admin.database());
        try (Connection connection = DriverManager.getConnection(url, admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS item (id int)");
            connection.setAutoCommit(false);
            statement.addBatch("INSERT INTO item VALUES (1)");
            statement.addBatch("UPDATE item SET id = 2");
            statement.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(connection.isValid(1)).isTrue();
            statement.execute("SELECT id FROM item");
        }
    }

    private int rows() {
        try (Connection connection = admin.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM item")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
