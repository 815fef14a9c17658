package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is nobody's to adopt stays as it is, and what the admin may not give away is told with the statement that lets it. */
final class AdoptionRefusalTest {
    private final TestPostgres server = PostgresServers.newest();
    private final TestAdmin admin = server.createAdmin(TestAdmin.Variant.SUPERUSER);
    private final DatabaseServer database = Given.open(admin);

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"public", "pg_catalog", "pg_toast", "information_schema", "appdb", "appdb_extensions", "pg_mine"
            })
    void theServersAndOurOwn(String schema) {
        database.ensure(Given.wanted(), Given.ALL);
        assertThat(refused(database, wanted(schema)).reason()).isEqualTo(Reason.CONFLICT);
    }

    @Test
    void theSchemaOfExtensionsWhateverItsName() {
        server.sql(admin.database(), "CREATE SCHEMA tools");
        Wanted wanted = wanted("tools");
        ServerException refused = refused(
                database,
                new Wanted(
                        wanted.mark(),
                        wanted.names(),
                        wanted.app(),
                        wanted.readonly(),
                        wanted.limits(),
                        Set.of(),
                        Optional.of(new Identifier("tools")),
                        wanted.overlap()));
        assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
    }

    @Test
    void aSchemaWithAnExtension() {
        server.sql(admin.database(), "CREATE SCHEMA tools", "CREATE EXTENSION hstore SCHEMA tools");
        assertThat(refused(database, wanted("tools")))
                .hasMessageContaining("schema tools holds extension hstore")
                .extracting(ServerException::reason)
                .isEqualTo(Reason.CONFLICT);
    }

    @Test
    void oneThatIsNotThere() {
        assertThat(refused(database, wanted("nowhere"))).hasMessageContaining("there is no schema nowhere to adopt");
    }

    @AllPostgres
    void anotherTenantsSchemaEvenOfAnotherInstallation(TestPostgres any) {
        TestAdmin there = any.createAdmin(TestAdmin.Variant.SUPERUSER);
        Wanted other = Given.wanted();
        try (DatabaseServer open = Given.open(there)) {
            open.ensure(other, Given.ALL);
            ServerException refused =
                    refused(open, wanted(other.names().schema().name()));
            assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(refused)
                    .hasMessageContaining(other.mark().key().toString())
                    .hasMessageContaining(other.mark().cluster());
            assertThat(open.ensure(other, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
    }

    @Test
    void aSchemaInWhichAnotherTenantOwnsSomething() {
        Wanted other = Given.wanted();
        database.ensure(other, Given.ALL);
        Identifier login = other.names().login(Kind.APP, 'a');
        server.sql(
                admin.database(),
                "CREATE SCHEMA shared",
                "CREATE TABLE shared.theirs (id int)",
                "ALTER TABLE shared.theirs OWNER TO " + login);
        assertThat(refused(database, wanted("shared")))
                .hasMessageContaining("role " + login.name())
                .hasMessageContaining(other.mark().key().toString());
    }

    @Test
    void rolesOfTheTenantsNamesThatAreNotOurs() {
        Wanted wanted = wanted("left");
        server.sql(
                admin.database(),
                "CREATE SCHEMA left_over",
                "ALTER SCHEMA left_over RENAME TO \"left\"",
                "CREATE ROLE " + wanted.names().login(Kind.APP, 'a'));
        assertThat(refused(database, wanted)).hasMessageContaining("is there already and is not AppDB's");
    }

    @Test
    void aSequenceWhoseTableIsElsewhere() {
        server.sql(
                admin.database(),
                "CREATE SCHEMA here",
                "CREATE SCHEMA there",
                "CREATE TABLE there.item (id int)",
                "CREATE SEQUENCE here.numbers",
                "ALTER TABLE there.item ALTER id SET DEFAULT nextval('here.numbers')");
        assertThat(database.planAdoption(wanted("here")).changes()).isNotEmpty();
        // PostgreSQL itself keeps an owned sequence in its table's schema, unless the table is moved by hand
        server.sql(
                admin.database(),
                "SET allow_system_table_mods = on; CREATE TABLE there.serial (id serial); "
                        + "UPDATE pg_class SET relnamespace = 'here'::regnamespace WHERE oid = 'there.serial_id_seq'::regclass");
        assertThat(refused(database, wanted("here")))
                .hasMessageContaining("sequence here.serial_id_seq of table there.serial");
    }

    @AllPostgres
    void anAdminWithoutTheOwnersRightsIsToldTheGrant(TestPostgres any) throws SQLException {
        Legacy legacy = Legacy.make(any.createAdmin());
        try (DatabaseServer open = Given.open(legacy.admin())) {
            List<String> before = legacy.state();
            ServerException missing = refused(open, legacy.wanted());
            assertThat(missing.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
            assertThat(missing).hasMessageContaining(legacy.owner()).hasMessageContaining(legacy.second());
            assertThat(missing.hint())
                    .contains("GRANT \"%s\" TO \"%s\""
                            .formatted(legacy.owner(), legacy.admin().user()));
            assertThat(legacy.state()).isEqualTo(before);

            any.sql(legacy.admin().database(), missing.hint());
            open.adopt(legacy.wanted(), open.planAdoption(legacy.wanted()).digest());
            assertThat(Given.isMet(open, legacy.wanted())).isTrue();
        }
    }

    /** Nobody is made a member of a superuser for this. */
    @AllPostgres
    void whatASuperuserOwnsItHasToGiveToTheAdmin(TestPostgres any) throws SQLException {
        Legacy legacy = Legacy.of(any.createAdmin());
        any.sql(
                legacy.admin().database(),
                "ALTER SCHEMA %s OWNER TO postgres".formatted(legacy.schema()),
                "ALTER TABLE %s.item OWNER TO postgres".formatted(legacy.schema()));
        try (DatabaseServer open = Given.open(legacy.admin())) {
            ServerException missing = refused(open, legacy.wanted());
            assertThat(missing.hint())
                    .isEqualTo("ALTER SCHEMA \"%1$s\" OWNER TO \"%2$s\"; ALTER TABLE %1$s.item OWNER TO \"%2$s\";"
                            .formatted(legacy.schema(), legacy.admin().user()));
            any.sql(legacy.admin().database(), missing.hint());
            open.adopt(legacy.wanted(), open.planAdoption(legacy.wanted()).digest());
            assertThat(Given.isMet(open, legacy.wanted())).isTrue();
        }
    }

    @AllPostgres
    void ensureByItselfNeverAdopts(TestPostgres any) throws SQLException {
        Legacy legacy = Legacy.of(any.createAdmin());
        try (DatabaseServer open = Given.open(legacy.admin())) {
            List<String> before = legacy.state();
            ServerException conflict =
                    catchThrowableOfType(ServerException.class, () -> open.ensure(legacy.wanted(), Given.ALL));
            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(conflict.hint()).contains("adoptable");
            assertThat(legacy.state()).isEqualTo(before);
        }
    }

    private static Wanted wanted(String schema) {
        return Given.wanted(Given.mark(Given.cluster(), Given.unique("shop"), "orders")
                .withSchema(Optional.of(new Identifier(schema))));
    }

    /** Both ways in refuse alike. */
    private static ServerException refused(DatabaseServer database, Wanted wanted) {
        ServerException planned = catchThrowableOfType(ServerException.class, () -> database.planAdoption(wanted));
        ServerException adopted =
                catchThrowableOfType(ServerException.class, () -> database.adopt(wanted, "any digest"));
        assertThat(adopted).hasMessage(planned.getMessage());
        return planned;
    }
}
