package dev.appdb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPostgresTest {

    @AllPostgres
    void anAdminOwnsItsDatabaseAndMakesRolesButIsNoSuperuser(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();

        try (Connection connection = admin.connect()) {
            assertThat(value(connection, "SELECT current_setting('server_version_num')::int / 10000"))
                    .isEqualTo("" + server.version());
            assertThat(value(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            assertThat(value(
                            connection,
                            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo(admin.user());
            connection.createStatement().execute("CREATE ROLE made_by_" + admin.user());
        }
    }

    @AllPostgres
    void aWrongPasswordIsRefused(TestPostgres server) {
        TestAdmin admin = server.createAdmin();

        assertThatThrownBy(() -> server.connect(admin.database(), admin.user(), "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void aKilledServerComesBackOnItsPortWithItsData() throws SQLException {
        try (TestPostgres server = PostgresServers.start(17)) {
            TestAdmin admin = server.createAdmin();
            server.kill();
            assertThatThrownBy(admin::connect).hasMessageContaining("refused");

            server.start();

            try (Connection connection = admin.connect()) {
                assertThat(value(connection, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aStandbyIsInRecovery() throws SQLException {
        try (TestPostgres server = PostgresServers.start(15)) {
            TestAdmin admin = server.createAdmin();

            server.restartAsStandby();

            try (Connection connection = admin.connect()) {
                assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            }
        }
    }

    @Test
    void aServerWithACertificateIsVerifiedByIt(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned("localhost", "127.0.0.1");
        try (TestPostgres server = PostgresServers.start(17, certificate)) {
            TestAdmin admin = server.createAdmin();
            var properties = new Properties();
            properties.setProperty("user", admin.user());
            properties.setProperty("password", admin.password());
            properties.setProperty("sslmode", "verify-full");
            Path authority = Files.writeString(folder.resolve("ca.crt"), certificate.certificatePem());
            properties.setProperty("sslrootcert", authority.toString());
            String url = "jdbc:postgresql://localhost:%d/%s".formatted(server.port(), admin.database());

            try (Connection connection = DriverManager.getConnection(url, properties)) {
                assertThat(value(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo("t");
            }
        }
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
