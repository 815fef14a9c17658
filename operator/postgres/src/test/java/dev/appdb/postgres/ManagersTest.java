package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The roles under which tenants are made. */
final class ManagersTest {

    @AllPostgres
    void twoDatabasesOfOneServerMakeTheirFirstManagersAtOnce(TestPostgres server) throws Exception {
        String cluster = Given.cluster();
        int databases = 4;
        var together = new CyclicBarrier(databases);
        try (var threads = Executors.newFixedThreadPool(databases)) {
            List<Future<Ensured>> made = new ArrayList<>();
            for (int each = 0; each < databases; each++) {
                TestAdmin admin = server.createAdmin();
                Wanted wanted = Given.wanted(Given.mark(cluster, Given.unique("shop"), "orders"));
                made.add(threads.submit(() -> {
                    try (DatabaseServer database = Given.open(admin)) {
                        database.inspect();
                        together.await();
                        return database.ensure(wanted, Given.ALL);
                    }
                }));
            }
            for (Future<Ensured> tenant : made) {
                assertThat(tenant.get().logins()).hasSize(Kind.values().length);
            }
        }
    }

    @AllPostgres
    void aManagerIsFullAtItsBoundAndBelongsToNoTenant(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        String cluster = Given.cluster();
        String manager = ManagerNames.prefix(cluster);
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(Given.wanted(Given.mark(cluster, Given.unique("one"), "orders")), Given.ALL);
            server.sql(
                    admin.database(),
                    "INSERT INTO appdb.guard SELECT 'filler' || n, '%s1' FROM generate_series(1, %d) n"
                            .formatted(manager, Managers.TENANTS_EACH - 2));
            database.ensure(Given.wanted(Given.mark(cluster, Given.unique("last"), "orders")), Given.ALL);
            Wanted next = Given.wanted(Given.mark(cluster, Given.unique("next"), "orders"));
            database.ensure(next, Given.ALL);

            assertThat(Given.askSuperuser(
                            server,
                            admin.database(),
                            "SELECT manager || ' ' || count(*) FROM appdb.guard WHERE tenant !~ '[(]' GROUP BY manager "
                                    + "ORDER BY 1"))
                    .containsExactly(manager + "1 " + Managers.TENANTS_EACH, manager + "2 1");
            assertThat(database.ensure(next, Renewal.of(Kind.APP)).logins()).hasSize(1);
        }
        assertThat(Given.askSuperuser(server, admin.database(), membershipsOf(manager, server)))
                .isEmpty();
    }

    @Test
    void noTwoClustersShareAManager() {
        List<String> clusters = List.of(
                "prod", "prod-1", "prod_1", "Prod", "prod--1", "prod-manager-1", "x".repeat(60), "x".repeat(61), "ä");
        assertThat(clusters)
                .extracting(ManagerNames::prefix)
                .doesNotHaveDuplicates()
                .allSatisfy(prefix -> {
                    assertThat(prefix).matches("appdb_[a-z0-9_-]+_manager_").hasSizeLessThan(58);
                    assertThat(prefix + "1").matches(ManagerNames.ANY);
                });
        assertThat(ManagerNames.prefix("prod-1")).isEqualTo("appdb_prod_1_manager_");
    }

    /** Through which privileges would flow; the ADMIN option alone, from 16 on, is how a manager changes its roles. */
    private static String membershipsOf(String manager, TestPostgres server) {
        String flows = server.version() >= 16 ? "(a.inherit_option OR a.set_option)" : "true";
        return "SELECT r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r "
                + "ON r.oid = a.roleid WHERE starts_with(m.rolname::text, '%s') AND %s".formatted(manager, flows);
    }
}
