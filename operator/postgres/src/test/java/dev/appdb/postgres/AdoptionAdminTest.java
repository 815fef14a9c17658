package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With every admin on every version: what is its own is adopted as it is, what is others' once its hints were run. */
final class AdoptionAdminTest {
    private static final int MOST_HINTS = 2;

    static Stream<Arguments> everyAdminOnEveryVersion() {
        return PostgresServers.versions().stream()
                .flatMap(version -> Stream.of(AdminForm.values()).map(form -> Arguments.of(version, form)));
    }

    @ParameterizedTest(name = "PostgreSQL {0}, {1}")
    @MethodSource("everyAdminOnEveryVersion")
    void aSchemaIsAdopted(int version, AdminForm form) throws SQLException {
        TestPostgres server = PostgresServers.version(version);
        ServerAccess access = form.on(server);
        String name = access.url().database();
        try (DatabaseServer database = DatabaseServer.open(access, Optional.empty())) {
            Identifier admin = access.root().orElse(new Identifier(access.url().user()));
            adopt(database, server, name, admin, 0);

            Identifier stranger = new Identifier(Given.unique("stranger"));
            server.sql("postgres", "CREATE ROLE " + stranger);
            adopt(database, server, name, stranger, form == AdminForm.SUPERUSER ? 0 : MOST_HINTS);
        }
    }

    private static void adopt(
            DatabaseServer database, TestPostgres server, String name, Identifier owner, int mostHints)
            throws SQLException {
        Identifier schema = new Identifier(Given.unique("old"));
        server.sql(
                name,
                "CREATE SCHEMA " + schema,
                "CREATE TABLE %s.item AS SELECT 'pen' AS name".formatted(schema),
                "ALTER TABLE %s.item OWNER TO %s".formatted(schema, owner),
                "ALTER SCHEMA %s OWNER TO %s".formatted(schema, owner));
        Wanted wanted = Given.wanted(
                Given.mark(Given.cluster(), Given.unique("shop"), "orders").withSchema(Optional.of(schema)));

        Ensured adopted = database.adopt(
                wanted, plan(database, server, name, wanted, mostHints).digest());
        assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
        assertThat(Given.isMet(database, wanted)).isTrue();
        Login app = adopted.login(Kind.APP).orElseThrow();
        try (var connection = server.connect(name, app.user(), app.password());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE item SET name = 'ink'")).isEqualTo(1);
        }
    }

    private static Adoption plan(
            DatabaseServer database, TestPostgres server, String name, Wanted wanted, int mostHints) {
        try {
            return database.planAdoption(wanted);
        } catch (ServerException missing) {
            assertThat(missing.reason()).as(missing.getMessage()).isEqualTo(Reason.MISSING_PRIVILEGE);
            assertThat(mostHints).as(missing.hint()).isPositive();
            server.sql(name, missing.hint());
            return plan(database, server, name, wanted, mostHints - 1);
        }
    }
}
