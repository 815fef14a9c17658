package dev.appdb.postgres;

import dev.appdb.postgres.Cuts.Start;
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
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies, or the network fails, at each single step of what it does at the server; whoever comes next brings it to
 * an end. The steps are those of {@code crash-points.md}.
 */
final class CrashTest {

    /** Before 16 roles are granted otherwise. */
    static Stream<TestPostgres> servers() {
        List<Integer> versions = PostgresServers.versions();
        return versions.stream()
                .filter(version -> version == 15 || version.equals(versions.getLast()))
                .map(PostgresServers::version);
    }

    /** What the passage starts from is made by an admin whose way nobody cuts. */
    @FunctionalInterface
    private interface Given_ {
        Passage by(TestAdmin admin, DatabaseServer database) throws SQLException;
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void making(TestPostgres server) throws SQLException {
        print("making", server, Cuts.survived(server, () -> new Making(server.createAdmin())));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void rotating(TestPostgres server) throws SQLException {
        survives(server, "rotating", Rotating::new);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void overlap(TestPostgres server) throws SQLException {
        survives(server, "overlap", EndingAnOverlap::new);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void recreate(TestPostgres server) throws SQLException {
        survives(server, "recreate", RecreatingTheSchema::new);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void adopting(TestPostgres server) throws SQLException {
        Start start = () -> {
            TestAdmin admin = server.createAdmin();
            try (DatabaseServer database = Given.open(admin)) {
                return new Adopting(admin, database);
            }
        };
        print("adopting", server, Cuts.survived(server, start));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void trashing(TestPostgres server) throws SQLException {
        survives(server, "trashing", Trashing::new);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void restoring(TestPostgres server) throws SQLException {
        survives(server, "restoring", Restoring::new);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("servers")
    void purging(TestPostgres server) throws SQLException {
        survives(server, "purging", Purging::new);
    }

    private static void survives(TestPostgres server, String what, Given_ given) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            print(what, server, Cuts.survived(server, () -> given.by(admin, database)));
        }
    }

    private static void print(String what, TestPostgres server, List<String> steps) {
        System.out.println("## " + what + " " + server + "\n" + String.join("\n", steps));
    }
}
