package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Roles as 14 or 15 leave them to a later server; and managers that an earlier login left. */
final class UpgradedTest {

    @AllPostgres
    void rolesThatNobodyMayChangeAreToldBeforeAnyTenantIsTouched(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        List<Wanted> tenants = Stream.generate(Given::wanted).limit(3).toList();
        try (DatabaseServer database = Given.open(admin)) {
            for (Wanted tenant : tenants) {
                database.ensure(tenant, Given.ALL);
                upgrade(admin, tenant);
            }
            ServerReport report = database.inspect();
            if (server.version() < 16) {
                assertThat(report.missing()).isEmpty();
                return;
            }
            MissingPrivilege missing = report.missing().getFirst();
            assertThat(report.missing()).hasSize(1);
            assertThat(missing.what()).contains("27 roles of tenants", "in database " + admin.database());
            assertThat(missing.sql()).isEqualTo(Upgraded.GRANT);
            assertThatThrownBy(() -> database.ensure(tenants.getFirst(), Given.ALL))
                    .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(Reason.MISSING_PRIVILEGE));

            server.sql(admin.database(), missing.sql());
            assertThat(database.inspect().ready()).isTrue();
            for (Wanted tenant : tenants) {
                assertThat(Given.isMet(database, tenant)).isTrue();
                assertThat(database.ensure(tenant, Given.ALL).logins()).hasSize(3);
            }
        }
    }

    @AllPostgres
    void whatIsNoTenantsIsNotGivenToTheManagers(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        String might = "might_of_" + admin.database();
        String plain = "plain_of_" + admin.database();
        try (DatabaseServer database = Given.open(admin)) {
            Wanted tenant = Given.wanted();
            database.ensure(tenant, Given.ALL);
            upgrade(admin, tenant);
            server.sql(
                    admin.database(),
                    "CREATE ROLE %s SUPERUSER".formatted(might),
                    "COMMENT ON ROLE %s IS '{\"appdb\":1,\"cluster\":\"x\"}'".formatted(might),
                    "CREATE ROLE " + plain,
                    "INSERT INTO appdb.guard SELECT name, manager FROM appdb.guard, unnest(ARRAY['%s', '%s']) name WHERE tenant !~ '[(]'"
                            .formatted(might, plain));
            server.sql(admin.database(), Upgraded.GRANT);
            assertThat(Given.askSuperuser(
                            server,
                            "postgres",
                            "SELECT member FROM pg_auth_members WHERE roleid::regrole::text IN ('%s', '%s')"
                                    .formatted(might, plain)))
                    .isEmpty();
        }
    }

    @AllPostgres
    void anyNumberOfManagersIsOneStatement(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        String prefix = ManagerNames.prefix(Given.cluster());
        for (int number = 1; number <= 9; number++) {
            server.sql(
                    "postgres",
                    "CREATE ROLE \"%s%d\" NOLOGIN CREATEROLE".formatted(prefix, number),
                    "GRANT CREATE ON DATABASE %s TO \"%s%d\"".formatted(admin.database(), prefix, number));
        }
        try (DatabaseServer database = Given.open(admin)) {
            List<MissingPrivilege> missing = database.inspect().missing();
            if (server.version() >= 16) {
                assertThat(missing).singleElement().satisfies(managers -> {
                    assertThat(managers.what()).contains(prefix + "1, ", " and 4 more");
                    server.sql(admin.database(), managers.sql());
                });
            }
            assertThat(database.inspect().missing()).isEmpty();
        }
        assertThat(Given.askSuperuser(
                        server,
                        "postgres",
                        "SELECT roleid FROM pg_auth_members WHERE member = '%s'::regrole".formatted(admin.user())))
                .hasSize(9);
    }

    /** From 16 on: memberships stay, by the superuser who restored them, and nobody has the ADMIN option. */
    private static void upgrade(TestAdmin admin, Wanted tenant) throws SQLException {
        TestPostgres server = admin.server();
        if (server.version() < 16) {
            return;
        }
        String manager = Given.askSuperuser(
                        server,
                        admin.database(),
                        "SELECT manager FROM appdb.guard WHERE tenant = "
                                + tenant.names().owner().literal())
                .getFirst();
        for (Identifier role : tenant.names().roles()) {
            List<String> members = Given.askSuperuser(
                    server,
                    "postgres",
                    "SELECT member::regrole FROM pg_auth_members WHERE roleid = '%s'::regrole AND set_option"
                            .formatted(role));
            server.sql("postgres", "REVOKE %s FROM \"%s\" CASCADE".formatted(role, manager));
            members.forEach(member -> server.sql("postgres", "GRANT %s TO %s".formatted(role, member)));
        }
    }
}
