package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What all tenants of a database share; citext is trusted, earthdistance is not. */
final class ExtensionsTest {
    private static final Identifier SCHEMA = new Identifier("appdb_extensions");
    private static final String WHERE =
            "SELECT e.extname || ' in ' || n.nspname || ' of ' || pg_get_userbyid(n.nspowner) FROM pg_extension e "
                    + "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY 1";

    @AllPostgres
    void aTrustedOneIsMadeInTheSharedSchemaAndUsedWithoutItsName(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = asking("citext", "pg_trgm");
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            assertThat(made.changes())
                    .extracting(Change::summary)
                    .contains("extension citext", "extension pg_trgm")
                    .contains("schema appdb_extensions");
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);

            String in = " in appdb_extensions of " + admin.user();
            assertThat(Given.askSuperuser(server, admin.database(), WHERE))
                    .containsExactly("citext" + in, "pg_trgm" + in);
            Login migrator = made.login(Kind.MIGRATOR).orElseThrow();
            Given.run(migrator, admin, "CREATE TABLE person (email citext)", "INSERT INTO person VALUES ('A@B')");
            assertThat(Given.ask(
                            made.login(Kind.APP).orElseThrow(), admin, "SELECT email FROM person WHERE email = 'a@b'"))
                    .containsExactly("A@B");
            assertThatThrownBy(() -> Given.run(migrator, admin, "CREATE TABLE appdb_extensions.mine (id int)"))
                    .isInstanceOfSatisfying(SQLException.class, denied -> assertThat(denied.getSQLState())
                            .isEqualTo("42501"));
        }
    }

    @AllPostgres
    void oneThatOnlyASuperuserMayCreateIsToldWithItsStatement(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        // it needs cube, which is trusted
        Wanted wanted = asking("earthdistance");
        try (DatabaseServer database = Given.open(admin)) {
            assertThatThrownBy(() -> database.ensure(wanted, Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                        assertThat(refused).hasMessageContaining("extension earthdistance");
                        server.sql(admin.database(), refused.hint());
                    });
            assertThat(database.census(wanted.mark().cluster()).tenants()).isEmpty();
            database.ensure(wanted, Given.ALL);
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(Given.askSuperuser(server, admin.database(), WHERE))
                    .containsExactly(
                            "cube in appdb_extensions of " + admin.user(),
                            "earthdistance in appdb_extensions of " + admin.user());
        }
    }

    @AllPostgres
    void oneInAnotherSchemaStaysThereWhereTenantsCanUseIt(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        server.sql(
                admin.database(),
                "CREATE SCHEMA theirs",
                "CREATE EXTENSION hstore SCHEMA theirs",
                "CREATE EXTENSION citext SCHEMA public");
        try (DatabaseServer database = Given.open(admin)) {
            Wanted wanted = asking("citext");
            assertThat(database.ensure(wanted, Given.ALL).changes())
                    .noneMatch(change -> change instanceof ExtensionChange);
            assertThat(Given.isMet(database, wanted)).isTrue();

            assertThatThrownBy(() -> database.ensure(asking("hstore"), Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                        assertThat(refused).hasMessageContaining("extension hstore is in schema theirs");
                        server.sql(admin.database(), refused.hint());
                    });
            Wanted other = asking("hstore");
            database.ensure(other, Given.ALL);
            assertThat(Given.isMet(database, other)).isTrue();
        }
    }

    @Test
    void oneThatTheServerDoesNotHaveIsTold() {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            assertThatThrownBy(() -> database.ensure(asking("no \" such"), Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.OTHER))
                    .hasMessageContaining("the server has no extension no \" such");
        }
    }

    @AllPostgres
    void whatSomebodyDidToThemIsFoundAndRepaired(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = asking("citext");
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
            for (String accident : List.of(
                    "DROP EXTENSION citext",
                    "DROP SCHEMA appdb_extensions CASCADE",
                    "REVOKE USAGE ON SCHEMA appdb_extensions FROM PUBLIC",
                    "GRANT CREATE ON SCHEMA appdb_extensions TO PUBLIC")) {
                server.sql(admin.database(), accident);
                assertThat(Given.isMet(database, wanted)).as(accident).isFalse();
                assertThat(database.ensure(wanted, Renewal.none()).changes())
                        .as(accident)
                        .isNotEmpty()
                        .allMatch(change -> change instanceof ExtensionChange);
                assertThat(Given.isMet(database, wanted)).as(accident).isTrue();
                assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
            }
        }
    }

    @AllPostgres
    void aSharedSchemaOfAStrangersIsNotUsed(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        server.sql(
                admin.database(),
                "CREATE ROLE stranger_%s".formatted(admin.database()),
                "CREATE SCHEMA appdb_extensions AUTHORIZATION stranger_%s".formatted(admin.database()));
        Wanted wanted = asking("citext");
        try (DatabaseServer database = Given.open(admin)) {
            assertThatThrownBy(() -> database.ensure(wanted, Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                        server.sql(admin.database(), refused.hint());
                    });
            database.ensure(wanted, Given.ALL);
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @AllPostgres
    void severalTenantsMayAskForTheSameOneAtOnce(TestPostgres server) throws Exception {
        TestAdmin admin = server.createAdmin();
        List<Wanted> all = List.of(asking("citext"), asking("citext"), asking("citext", "pg_trgm"));
        try (DatabaseServer database = Given.open(admin);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Ensured>> made = new ArrayList<>();
            all.forEach(wanted -> made.add(threads.submit(() -> database.ensure(wanted, Given.ALL))));
            for (Future<Ensured> each : made) {
                assertThat(each.get().logins()).hasSize(3);
            }
            assertThat(all).allMatch(wanted -> Given.isMet(database, wanted));
        }
    }

    @Test
    void extensionsNeedASchema() {
        Wanted wanted = Given.wanted();
        assertThatThrownBy(() -> new Wanted(
                        wanted.mark(),
                        wanted.names(),
                        wanted.app(),
                        wanted.readonly(),
                        wanted.limits(),
                        Set.of("citext"),
                        Optional.empty(),
                        wanted.overlap()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Wanted asking(String... extensions) {
        return asking(Given.wanted().mark(), extensions);
    }

    static Wanted asking(Mark mark, String... extensions) {
        Wanted wanted = Given.wanted(mark);
        return new Wanted(
                wanted.mark(),
                wanted.names(),
                wanted.app(),
                wanted.readonly(),
                wanted.limits(),
                Set.of(extensions),
                Optional.of(SCHEMA),
                wanted.overlap());
    }
}
