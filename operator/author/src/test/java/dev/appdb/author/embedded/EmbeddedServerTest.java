package dev.appdb.author.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {

    @Test
    void theAdminIsNoSuperuserMayCreateRolesAndOwnsItsDatabase() throws Exception {
        try (var server = EmbeddedServer.temporary()) {
            Admin admin = server.admin("appdb");

            assertThat(ask(admin, "SELECT rolsuper || ' ' || rolcreaterole FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("false true");
            assertThat(ask(admin, "SELECT datdba::regrole FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("appdb_admin");
            assertThat(ask(admin, "SHOW server_version")).startsWith(server.version());
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        try (var server = EmbeddedServer.temporary()) {
            Admin admin = server.admin("appdb");
            var intruder = new Admin(admin.host(), admin.port(), admin.database(), "postgres", "postgres");

            assertThatThrownBy(() -> ask(intruder, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(admin.toString()).doesNotContain(admin.password());
        }
    }

    @Test
    void aNamedDirectoryKeepsItsData(@TempDir Path temporary) throws Exception {
        Path data = temporary.resolve("data");
        try (var server = EmbeddedServer.on(data, 0)) {
            ask(server.admin("appdb"), "CREATE TABLE kept AS SELECT 42 AS n; SELECT 1");
        }
        try (var server = EmbeddedServer.on(data, 0)) {
            assertThat(ask(server.admin("appdb"), "SELECT n FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void aDirectoryOfSomethingElseIsRefusedAndUntouched(@TempDir Path temporary) throws Exception {
        Path file = Files.writeString(temporary.resolve("precious"), "data");

        assertThatThrownBy(() -> EmbeddedServer.on(temporary, 0))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining(temporary + " is neither empty nor a data directory that appdb made");
        assertThat(file).hasContent("data");
    }

    @Test
    void aPortInUseIsSaidInTheServersWords(@TempDir Path temporary) throws Exception {
        try (var server = EmbeddedServer.temporary()) {
            assertThatThrownBy(() -> EmbeddedServer.on(temporary.resolve("other"), server.port()))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("port " + server.port())
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void theServerEndsAndItsDataGoWithAJvmThatIsKilled() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphan.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = other.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            Path data = Path.of(out.readLine());
            assertThat(listens(port)).isTrue();
            assertThat(data).isNotEmptyDirectory();

            other.destroyForcibly().waitFor();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !listens(port) && Files.notExists(data));
        }
    }

    /** Starts a server, says where, and waits to be killed. */
    static final class Orphan {
        private Orphan() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (var server = EmbeddedServer.temporary()) {
                System.out.println(server.port());
                System.out.println(server.data());
                Thread.sleep(Duration.ofMinutes(1));
            }
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String ask(Admin admin, String sql) throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s".formatted(admin.host(), admin.port(), admin.database());
        try (Connection connection = DriverManager.getConnection(url, admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
