package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.postgres.PassagesOfTheDeparted.Purging;
import dev.appdb.postgres.PassagesOfTheDeparted.Restoring;
import dev.appdb.postgres.PassagesOfTheDeparted.Trashing;
import dev.appdb.postgres.PassagesOfTheLiving.Adopting;
import dev.appdb.postgres.PassagesOfTheLiving.EndingAnOverlap;
import dev.appdb.postgres.PassagesOfTheLiving.Making;
import dev.appdb.postgres.PassagesOfTheLiving.RecreatingTheSchema;
import dev.appdb.postgres.PassagesOfTheLiving.Rotating;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies, or the network fails, at each single step of what it does at the server; whoever comes next brings it to
 * an end. Every step is told here: one that is new or gone is a test to look at.
 */
final class CrashTest {

    /** The newest, and one of those before 16: there a role's membership, by which names are taken, is another. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    private @interface OldAndNewest {}

    static Stream<TestPostgres> servers() {
        List<Integer> versions = PostgresServers.versions();
        return versions.stream()
                .filter(version -> version == 15 || version.equals(versions.getLast()))
                .map(PostgresServers::version);
    }

    /** What a passage starts from is made by an admin whose way nobody cuts. */
    @FunctionalInterface
    private interface Start {
        Passage by(TestAdmin admin, DatabaseServer uncut) throws SQLException;
    }

    @Test
    void theFirstOfItsDatabaseIsMade() throws SQLException {
        TestPostgres server = PostgresServers.newest();
        assertThat(Cuts.survived(server, () -> new Making(server.createAdmin())))
                .containsExactly(
                        "login of the admin",
                        "CREATE SCHEMA IF, CREATE TABLE",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE SCHEMA IF, GRANT USAGE ON",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE EXTENSION IF",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE ROLE, GRANT, GRANT CREATE ON",
                        "COMMIT",
                        "INSERT INTO",
                        "SET LOCAL ROLE, CREATE ROLE, COMMENT ON ROLE, GRANT, CREATE SCHEMA, ALTER ROLE, "
                                + "ALTER DEFAULT PRIVILEGES, GRANT USAGE ON, REVOKE",
                        "COMMIT",
                        "login of a kind",
                        "login of a kind",
                        "login of a kind");
    }

    @Test
    void allPasswordsAreRotated() throws SQLException {
        TestPostgres server = PostgresServers.newest();
        assertThat(survived(server, Rotating::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "SET LOCAL ROLE, ALTER ROLE, COMMENT ON ROLE",
                        "COMMIT",
                        "login of a kind",
                        "login of a kind");
    }

    @OldAndNewest
    void anOverlapEndsAndItsSessionsToo(TestPostgres server) throws SQLException {
        assertThat(survived(server, EndingAnOverlap::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "SET LOCAL ROLE, ALTER ROLE",
                        "COMMIT",
                        "SET LOCAL ROLE, GRANT",
                        "SELECT pg_terminate_backend",
                        "REVOKE",
                        "COMMIT");
    }

    @Test
    void aSchemaThatWasDroppedIsMadeAgain() throws SQLException {
        TestPostgres server = PostgresServers.newest();
        assertThat(survived(server, RecreatingTheSchema::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "SET LOCAL ROLE, GRANT, CREATE SCHEMA, ALTER DEFAULT PRIVILEGES, GRANT USAGE ON, REVOKE",
                        "COMMIT");
    }

    @Test
    void aSchemaIsAdoptedByAPlanThatIsAgreedToOnce() throws SQLException {
        TestPostgres server = PostgresServers.newest();
        Cuts.Start start = () -> {
            TestAdmin admin = server.createAdmin();
            try (DatabaseServer uncut = Given.open(admin)) {
                return new Adopting(admin, uncut);
            }
        };
        assertThat(Cuts.survived(server, start))
                .containsExactly(
                        "login of the admin",
                        "CREATE SCHEMA IF, CREATE TABLE",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE SCHEMA IF, GRANT USAGE ON",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE EXTENSION IF",
                        "COMMIT",
                        "INSERT INTO",
                        "CREATE ROLE, GRANT, GRANT CREATE ON",
                        "COMMIT",
                        "INSERT INTO",
                        "SET LOCAL ROLE, CREATE ROLE, COMMENT ON ROLE, GRANT, GRANT CREATE ON, ALTER TABLE, "
                                + "ALTER SCHEMA, REVOKE, ALTER ROLE, ALTER DEFAULT PRIVILEGES, GRANT USAGE ON, DO, "
                                + "GRANT EXECUTE ON",
                        "COMMIT",
                        "login of a kind",
                        "login of a kind",
                        "login of a kind");
    }

    @OldAndNewest
    void whatWasDeletedGoesIntoTheTrash(TestPostgres server) throws SQLException {
        assertThat(survived(server, Trashing::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "INSERT INTO",
                        "DELETE FROM",
                        "SET LOCAL ROLE, ALTER ROLE, COMMENT ON ROLE, GRANT, ALTER SCHEMA, REVOKE",
                        "COMMIT",
                        "INSERT INTO",
                        "COMMIT",
                        "SET LOCAL ROLE, GRANT",
                        "SELECT pg_terminate_backend",
                        "REVOKE",
                        "COMMIT");
    }

    @OldAndNewest
    void itComesBackFromTheTrash(TestPostgres server) throws SQLException {
        assertThat(survived(server, Restoring::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "INSERT INTO",
                        "DELETE FROM",
                        "SET LOCAL ROLE, ALTER ROLE, GRANT, ALTER SCHEMA, REVOKE, COMMENT ON ROLE",
                        "COMMIT",
                        "INSERT INTO",
                        "SET LOCAL ROLE, ALTER ROLE, GRANT, COMMENT ON ROLE, REVOKE",
                        "COMMIT",
                        "login of a kind",
                        "login of a kind");
    }

    @OldAndNewest
    void theTrashIsPurged(TestPostgres server) throws SQLException {
        assertThat(survived(server, Purging::new))
                .containsExactly(
                        "login of the admin",
                        "INSERT INTO",
                        "COMMIT",
                        "INSERT INTO",
                        "DELETE FROM",
                        "SET LOCAL ROLE, ALTER ROLE, GRANT",
                        "REASSIGN OWNED BY, DROP OWNED BY, DROP ROLE",
                        "COMMIT");
    }

    private static List<String> survived(TestPostgres server, Start start) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer uncut = Given.open(admin)) {
            return Cuts.survived(server, () -> start.by(admin, uncut));
        }
    }
}
