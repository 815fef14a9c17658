package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestAdmin.Variant;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A role that nobody logs in as owns the database and all that is made there; logins come and go. */
final class RootTest {

    @AllPostgres
    void whateverIsMadeBelongsToTheRootAndNotToTheLogin(TestPostgres server) throws SQLException {
        for (String options : memberships(server)) {
            TestAdmin admin = member(server, options);
            Wanted wanted = Given.wanted();
            try (DatabaseServer database = open(admin)) {
                assertThat(database.inspect().missing()).isEmpty();
                database.ensure(wanted, Given.ALL);
                assertThat(Given.isMet(database, wanted)).isTrue();
                assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
            }
            assertThat(
                            Given.askSuperuser(
                                    server,
                                    admin.database(),
                                    "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class JOIN pg_namespace n "
                                            + "ON n.oid = relnamespace WHERE nspname = 'appdb' "
                                            + "UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'appdb'"))
                    .containsExactly(root(admin).name());
            assertThat(Given.askSuperuser(
                            server,
                            admin.database(),
                            "SELECT r.rolname FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid "
                                    + "WHERE a.member = '%s'::regrole".formatted(admin.user())))
                    .containsExactly(root(admin).name());
        }
    }

    @AllPostgres
    void aNewLoginNeedsOneGrantAndTheOldOneCanGo(TestPostgres server) {
        TestAdmin old = member(server, "");
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = open(old)) {
            database.ensure(wanted, Given.ALL);
        }
        TestAdmin fresh = login(old);
        assertThatThrownBy(() -> ensure(fresh, wanted)).isInstanceOfSatisfying(ServerException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
            assertThat(refused)
                    .hasMessageContaining("%s on".formatted(fresh.user()))
                    .hasMessageContaining("can't act as role " + root(old).name());
            server.sql("postgres", refused.hint());
        });
        server.sql("postgres", "DROP ROLE " + old.user());

        try (DatabaseServer database = open(fresh)) {
            assertThat(database.inspect().missing()).isEmpty();
            assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
            Wanted another = Given.wanted(Given.mark(wanted.mark().cluster(), Given.unique("more"), "orders"));
            database.ensure(another, Given.ALL);
            assertThat(Given.isMet(database, wanted) && Given.isMet(database, another))
                    .isTrue();
        }
    }

    @AllPostgres
    void aRootThatIsNotThereIsTold(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        assertThatThrownBy(() -> ensure(admin, Given.wanted()))
                .isInstanceOfSatisfying(ServerException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                    assertThat(refused.hint()).contains("CREATE ROLE " + root(admin));
                    server.sql("postgres", refused.hint());
                });
        try (DatabaseServer database = open(admin)) {
            List<MissingPrivilege> missing = database.inspect().missing();
            assertThat(missing).isNotEmpty();
            missing.forEach(privilege -> server.sql(admin.database(), privilege.sql()));
            assertThat(database.inspect().missing()).isEmpty();
            database.ensure(Given.wanted(), Given.ALL);
        }
    }

    @AllPostgres
    void aClassThatHadNoRootGetsOne(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Given.ALL);
        }
        server.sql("postgres", "CREATE ROLE %s NOLOGIN CREATEROLE".formatted(root(admin)), grant(admin, ""));
        try (DatabaseServer database = open(admin)) {
            database.inspect().missing().forEach(privilege -> server.sql(admin.database(), privilege.sql()));
            assertThat(database.inspect().missing()).isEmpty();
            assertThat(database.ensure(wanted, Given.ALL).logins()).hasSize(3);
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    private static List<String> memberships(TestPostgres server) {
        return server.version() < 16 ? List.of("") : List.of("", " WITH INHERIT FALSE, SET TRUE");
    }

    /** A login that may do nothing by itself. */
    private static TestAdmin member(TestPostgres server, String options) {
        TestAdmin admin = server.createAdmin(Variant.NOINHERIT, Variant.CANNOT_CREATE_ROLES, Variant.NOT_OWNER);
        server.sql(
                "postgres",
                "CREATE ROLE %s NOLOGIN CREATEROLE".formatted(root(admin)),
                "ALTER DATABASE %s OWNER TO %s".formatted(admin.database(), root(admin)),
                grant(admin, options));
        return admin;
    }

    private static TestAdmin login(TestAdmin old) {
        return old.server().createAdmin(old.database(), Variant.CANNOT_CREATE_ROLES, Variant.NOT_OWNER);
    }

    private static String grant(TestAdmin admin, String options) {
        return "GRANT %s TO %s%s".formatted(root(admin), admin.user(), options);
    }

    private static Identifier root(TestAdmin admin) {
        return new Identifier("root_" + admin.database());
    }

    private static void ensure(TestAdmin admin, Wanted wanted) {
        try (DatabaseServer database = open(admin)) {
            database.ensure(wanted, Renewal.none());
        }
    }

    private static DatabaseServer open(TestAdmin admin) {
        return DatabaseServer.open(Given.withRoot(Given.access(admin), root(admin)), Optional.empty());
    }
}
