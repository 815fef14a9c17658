package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.util.Set;

/** One tenant from nothing to nothing-to-do. */
final class TenantLifeTest {

    @AllPostgres
    void aTenantIsMadeAndFoundAgainAsWanted(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Tenant wanted = Given.tenant();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);

            assertThat(made.logins()).containsOnlyKeys(Kind.values());
            assertThat(made.login(Kind.APP).orElseThrow().user())
                    .isEqualTo(wanted.names().owner().name() + "_app_a");
            assertThat(database.tenants(wanted.mark().cluster())).containsExactly(wanted);
            assertThat(database.ensure(wanted, Set.of())).isEqualTo(Ensured.NOTHING);
        }
    }
}
