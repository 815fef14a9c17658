package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A tenant's schema may have a name of its own, and may be gone. */
final class SchemaDriftTest {

    @AllPostgres
    void aDroppedSchemaIsReportedAndNotMadeAgainEmpty(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            server.sql(admin.database(), "DROP SCHEMA " + wanted.names().schema());

            assertThat(Given.found(database, wanted).tenant().rights()).isEmpty();
            assertThat(Given.isMet(database, wanted)).isFalse();
            assertThatThrownBy(() -> database.ensure(wanted, Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, gone -> {
                        assertThat(gone.reason()).isEqualTo(Reason.SCHEMA_GONE);
                        assertThat(gone.hint()).contains("CREATE SCHEMA");
                        DriftTest.runHint(server, admin, gone);
                    });
            database.ensure(wanted, Renewal.none());
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @AllPostgres
    void aDroppedSchemaIsMadeAgainEmptyWhereThatIsAllowed(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            Login migrator = made.login(Kind.MIGRATOR).orElseThrow();
            Given.run(migrator, admin, "CREATE TABLE lost (id int)");
            server.sql(
                    admin.database(),
                    "DROP SCHEMA %s CASCADE".formatted(wanted.names().schema()));

            Ensured again = database.ensure(wanted, Renewal.none().recreatingSchema());
            assertThat(again.logins()).isEmpty();
            assertThat(again.changes())
                    .contains(new Change.CreateSchema(
                            wanted.names().schema(), wanted.names().owner()));
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Renewal.none().recreatingSchema()))
                    .isEqualTo(Ensured.NOTHING);
            Given.run(migrator, admin, "CREATE TABLE item (id int)");
            assertThat(Given.ask(made.login(Kind.APP).orElseThrow(), admin, "SELECT count(*) FROM item"))
                    .containsExactly("0");
        }
    }

    @AllPostgres
    void aSchemaOfAnotherNameIsFoundByItsMark(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Mark plain = Given.mark(Given.cluster(), Given.unique("custom"), "orders");
        Identifier schema = new Identifier("legacy_" + server.version());
        Wanted wanted = Given.wanted(plain.withSchema(Optional.of(schema)));
        // an earlier field that says the same in its text does not count
        Wanted sly = Given.wanted(Mark.of(
                plain.cluster(), Given.unique("sly"), "uid\",\"schema\":\"%s\"".formatted(schema.name()), "x", "c"));
        try (DatabaseServer database = Given.open(admin)) {
            for (Wanted each : List.of(wanted, sly)) {
                database.ensure(each, Given.ALL);
                assertThat(Given.isMet(database, each)).isTrue();
                assertThat(database.ensure(each, Renewal.none())).isEqualTo(Ensured.NOTHING);
            }
            assertThat(Given.isMet(database, wanted)).isTrue();
            server.sql(admin.database(), "GRANT CREATE ON SCHEMA %s TO PUBLIC".formatted(schema));
            assertThat(Given.isMet(database, wanted)).isFalse();
            database.ensure(wanted, Renewal.none());
            assertThat(Given.isMet(database, wanted)).isTrue();

            assertThatThrownBy(() -> database.ensure(Given.wanted(plain), Renewal.none()))
                    .isInstanceOfSatisfying(ServerException.class, conflict -> assertThat(conflict.reason())
                            .isEqualTo(Reason.CONFLICT))
                    .hasMessageContaining("is %s, not".formatted(schema.name()));
        }
    }
}
