package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Every line of {@code least-privilege.md} is tried by logging in as each login; a new one is a new line there. */
final class LeastPrivilegeTest {

    @AllPostgres
    void everyLoginCanDoWhatTheTableSaysAndNothingElse(TestPostgres server) throws SQLException {
        try (Town town = new Town(server)) {
            List<String> odd = new ArrayList<>(differences(town, server, "at first", Attempt::anyTime));
            town.migrate();
            odd.addAll(differences(town, server, "after a migration", attempt -> true));
            assertThat(odd).isEmpty();
        }
    }

    /** On 14 schema public is a superuser's, and open: the class's status has the statement that closes it. */
    @AllPostgres
    void tenantsCanCreateInPublicOnlyWhereTheAdviceToCloseItWasNotFollowed(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            List<MissingPrivilege> advice = database.inspect().advice();
            Login app =
                    database.ensure(Given.wanted(), Given.ALL).login(Kind.APP).orElseThrow();
            String mayCreate = "SELECT has_schema_privilege('public', 'CREATE')::text";
            assertThat(advice.stream().map(MissingPrivilege::sql))
                    .containsExactlyElementsOf(
                            server.version() < 15 ? List.of("REVOKE CREATE ON SCHEMA public FROM PUBLIC") : List.of());
            assertThat(Given.ask(app, admin, mayCreate)).containsExactly(server.version() < 15 ? "true" : "false");

            advice.forEach(open -> server.sql(admin.database(), open.sql()));
            assertThat(Given.ask(app, admin, mayCreate)).containsExactly("false");
        }
    }

    private static List<String> differences(Town town, TestPostgres server, String when, Predicate<Attempt> which)
            throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Attempt attempt : Attempt.all().stream().filter(which).toList()) {
            String expected = attempt.expected(server.version());
            String outcome = town.outcome(attempt);
            if (!outcome.equals(expected) && !outcome.startsWith(expected + " ")) {
                differences.add("%s, %s: %s: expected %s, was %s"
                        .formatted(when, attempt.who(), attempt.sql(), expected, outcome));
            }
        }
        return differences;
    }
}
