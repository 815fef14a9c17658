package dev.appdb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PgBouncerTest {
    private final TestAdmin admin = PostgresServers.newest().createAdmin();

    @Test
    void aLoginConnectsThroughItWithItsOwnPasswordAndNoOther() throws SQLException {
        try (PgBouncer pooler = PgBouncer.before(admin.server())) {
            try (Connection connection = connect(pooler, admin.password());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT current_user")) {
                row.next();

                assertThat(row.getString(1)).isEqualTo(admin.user());
            }
            assertThatThrownBy(() -> connect(pooler, "wrong")).isInstanceOf(SQLException.class);
        }
    }

    private Connection connect(PgBouncer pooler, String password) throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=disable&prepareThreshold=0"
                .formatted(pooler.host(), pooler.port(), admin.database());
        return DriverManager.getConnection(url, admin.user(), password);
    }
}
