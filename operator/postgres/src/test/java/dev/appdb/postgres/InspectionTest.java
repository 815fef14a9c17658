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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Whatever the admin lacks is named, and running the SQL that stands beside it is enough. */
final class InspectionTest {

    @AllPostgres
    void aServerIsToldApart(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        ServerReport report = inspect(admin);
        assertThat(report.ready()).isTrue();
        assertThat(report.version()).startsWith(server.version() + ".");
        assertThat(report.systemIdentifier()).matches("[0-9]{15,20}");
        assertThat(report.databaseOid())
                .isEqualTo(Long.parseLong(Given.askSuperuser(
                                server,
                                admin.database(),
                                "SELECT oid FROM pg_database WHERE datname = current_database()")
                        .getFirst()));
        assertThat(inspect(admin)).isEqualTo(report);
    }

    @AllPostgres
    void askingWhoAnswersChangesNothing(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        try (var database = Given.open(admin)) {
            ServerReport who = database.identify();
            assertThat(Given.askSuperuser(
                            server, admin.database(), "SELECT count(*) FROM pg_namespace WHERE nspname = 'appdb'"))
                    .containsExactly("0");
            assertThat(who.systemIdentifier()).isEqualTo(database.inspect().systemIdentifier());
        }
    }

    @AllPostgres
    void anAdminWithoutAnyPrivilegeIsToldEachAndEachStatementHelps(TestPostgres server) {
        TestAdmin admin = server.createAdmin(Variant.CANNOT_CREATE_ROLES, Variant.NOT_OWNER);
        Wanted wanted = Given.wanted();
        ServerReport before = inspect(admin);
        assertThat(before.ready()).isFalse();
        assertThat(before.missing())
                .extracting(MissingPrivilege::sql)
                .contains(
                        "ALTER ROLE \"%s\" CREATEROLE".formatted(admin.user()),
                        "GRANT CREATE ON DATABASE \"%s\" TO \"%s\" WITH GRANT OPTION"
                                .formatted(admin.database(), admin.user()));
        failsWith(Reason.MISSING_PRIVILEGE, () -> ensure(admin, wanted));

        run(admin, before.missing());
        assertThat(inspect(admin).missing()).isEmpty();
        ensure(admin, wanted);
    }

    @AllPostgres
    void anAdminThatMayCreateButNotPassItOnIsToldSo(TestPostgres server) {
        TestAdmin admin = server.createAdmin(Variant.NOT_OWNER);
        server.sql("postgres", "GRANT CREATE ON DATABASE %s TO %s".formatted(admin.database(), admin.user()));
        assertThat(inspect(admin).missing()).singleElement().satisfies(privilege -> assertThat(privilege.what())
                .contains("pass it on"));
        assertThatThrownBy(() -> ensure(admin, Given.wanted()))
                .isInstanceOfSatisfying(ServerException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                    server.sql(admin.database(), failure.hint());
                });
        ensure(admin, Given.wanted());
    }

    @AllPostgres
    void anAdminThatDoesNotInheritFromTheDatabasesOwnerIsToldSo(TestPostgres server) {
        TestAdmin admin = server.createAdmin(Variant.NOT_OWNER, Variant.NOINHERIT);
        Identifier root = new Identifier("root_" + admin.database());
        server.sql(
                "postgres",
                "CREATE ROLE " + root,
                "ALTER DATABASE %s OWNER TO %s".formatted(admin.database(), root),
                "GRANT %s TO %s".formatted(root, admin.user()));
        List<MissingPrivilege> missing = inspect(admin).missing();
        assertThat(missing).first().satisfies(privilege -> assertThat(privilege.what())
                .contains("without inheriting"));
        server.sql("postgres", missing.getFirst().sql());
        assertThat(inspect(admin).missing()).isEmpty();
        ensure(admin, Given.wanted());
    }

    @AllPostgres
    void aNewAdminLoginTakesOverWithWhatItIsTold(TestPostgres server) {
        TestAdmin old = server.createAdmin();
        Wanted wanted = Given.wanted();
        ensure(old, wanted);
        TestAdmin fresh = server.createAdmin(old.database());

        List<MissingPrivilege> missing = inspect(fresh).missing();
        if (server.version() < 16) {
            assertThat(missing)
                    .extracting(MissingPrivilege::what)
                    .singleElement()
                    .satisfies(what -> assertThat(what).contains("schema appdb"));
        } else {
            assertThat(missing)
                    .extracting(MissingPrivilege::what)
                    .anyMatch(what -> what.contains("the right to act as"));
            failsWith(Reason.MISSING_PRIVILEGE, () -> ensure(fresh, Given.wanted(older(wanted.mark()))));
        }
        run(fresh, missing.stream().filter(InspectionTest::isOfThisDatabase).toList());

        assertThat(inspect(fresh).missing()).noneMatch(InspectionTest::isOfThisDatabase);
        try (DatabaseServer database = Given.open(fresh)) {
            assertThat(Given.isMet(database, wanted)).isTrue();
            assertThat(database.ensure(wanted, Renewal.of(Kind.APP)).logins()).hasSize(1);
            assertThat(database.ensure(Given.wanted(older(wanted.mark())), Renewal.none())
                            .changes())
                    .hasSize(1);
        }
    }

    @AllPostgres
    void rolesWithoutAManagerAreNamedWithTheirGrant(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        ensure(admin, wanted);
        Identifier reader = wanted.names().login(Kind.READONLY, 'a');
        // as a dump restored by a superuser leaves it
        server.sql(admin.database(), "DROP ROLE " + reader, "CREATE ROLE " + reader);
        if (server.version() >= 16) {
            assertThatThrownBy(() -> ensure(admin, wanted)).isInstanceOfSatisfying(ServerException.class, failure -> {
                assertThat(failure.reason()).isEqualTo(Reason.MISSING_PRIVILEGE);
                assertThat(failure.hint()).contains("WITH ADMIN OPTION").contains(reader.toString());
                server.sql(admin.database(), failure.hint());
            });
        }
        ensure(admin, wanted);
        try (DatabaseServer database = Given.open(admin)) {
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }

    @AllPostgres
    void schemaPublicIsClosedToTenantsOrTheAdminIsToldHow(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        server.sql(admin.database(), "GRANT CREATE ON SCHEMA public TO PUBLIC");
        List<MissingPrivilege> advice = inspect(admin).advice();
        if (server.version() == 14) {
            // there it belongs to the server's superuser, not to the database's owner
            run(admin, advice);
        }
        assertThat(inspect(admin).advice()).isEmpty();
        assertThat(Given.askSuperuser(
                        server, admin.database(), "SELECT has_schema_privilege('public', 'public', 'CREATE')"))
                .containsExactly("f");
    }

    @AllPostgres
    void aDatabaseThatNobodyMayConnectToIsTold(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        server.sql("postgres", "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(admin.database()));
        List<MissingPrivilege> missing = inspect(admin).missing();
        assertThat(missing).hasSize(1);
        run(admin, missing);
        assertThat(inspect(admin).ready()).isTrue();
    }

    @AllPostgres
    void aStrangersSchemaAppdbIsNotTrusted(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        String stranger = "stranger_" + admin.database();
        server.sql(
                admin.database(),
                "CREATE ROLE " + stranger,
                "CREATE SCHEMA appdb AUTHORIZATION " + stranger,
                "CREATE VIEW appdb.guard AS SELECT 'x' AS tenant, 'y' AS manager",
                "ALTER VIEW appdb.guard OWNER TO " + stranger,
                "GRANT ALL ON SCHEMA appdb TO PUBLIC",
                "GRANT ALL ON appdb.guard TO PUBLIC");
        assertThat(inspect(admin).missing()).singleElement().satisfies(privilege -> assertThat(privilege.what())
                .contains("belongs to role " + stranger));
        failsWith(Reason.MISSING_PRIVILEGE, () -> ensure(admin, Given.wanted()));
    }

    private static Mark older(Mark mark) {
        return Mark.of(mark.cluster(), mark.namespace(), mark.namespaceUid(), mark.name(), "older");
    }

    /** Other tests' managers are on the same server, but not in this database. */
    private static boolean isOfThisDatabase(MissingPrivilege privilege) {
        return privilege.what().contains("schema appdb") || privilege.what().contains("the right to act as");
    }

    private static void run(TestAdmin admin, List<MissingPrivilege> privileges) {
        privileges.forEach(privilege -> admin.server().sql(admin.database(), privilege.sql()));
    }

    private static ServerReport inspect(TestAdmin admin) {
        try (DatabaseServer database = Given.open(admin)) {
            return database.inspect();
        }
    }

    private static void ensure(TestAdmin admin, Wanted wanted) {
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(wanted, Renewal.none());
        }
    }

    private static void failsWith(Reason reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                        .as(failure.getMessage())
                        .isEqualTo(reason));
    }
}
