package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The law that everything else rests on, on every version: whatever tenant is found and whatever tenant is wanted, apply
 * the diff, read the catalog, and there is the tenant wanted.
 */
final class TenantLawTest {
    private static final Map<Integer, Ground> GROUNDS = new HashMap<>();

    @Property(tries = 12)
    void applyingTheDiffGivesWhatWasWanted(
            @ForAll("starts") RandomTenants.Start start,
            @ForAll("wishes") RandomTenants.Wish wish,
            @ForAll("stamps") RandomTenants.Stamps stamps)
            throws SQLException {
        String namespace = Given.unique("law");
        for (int version : PostgresServers.versions()) {
            Ground ground = ground(version);
            Wanted asked = wish.wanted(Given.mark("law", namespace, "orders"));
            Tenant wanted = asked.tenant(stamps.of(asked.names()), RandomTenants.Stamps.NOW);

            Tenant found = start.tenant(wanted.mark());
            ground.apply(Optional.empty(), found);
            assertThat(ground.read(found)).as("start on %d", version).contains(found);
            start.dropped(found.names()).forEach(login -> ground.drop(login));
            Optional<Tenant> damaged = ground.read(found);

            ground.apply(damaged, wanted);
            assertThat(ground.read(wanted)).as("end on %d", version).contains(wanted);
            assertThat(TenantDiff.between(ground.read(wanted), wanted)).isEmpty();
        }
    }

    @Property(tries = 6)
    void whatIsMadeFromNothingIsFoundByTheQueryForAll(@ForAll("wishes") RandomTenants.Wish wish) {
        for (int version : PostgresServers.versions()) {
            Wanted wanted = wish.wanted(Given.mark(Given.cluster(), Given.unique("all"), "orders"));
            try (DatabaseServer server = Given.open(ground(version).admin)) {
                server.ensure(wanted, Renewal.none());
                assertThat(Given.isMet(server, wanted)).isTrue();
            }
        }
    }

    @Provide
    Arbitrary<RandomTenants.Start> starts() {
        return RandomTenants.starts();
    }

    @Provide
    Arbitrary<RandomTenants.Wish> wishes() {
        return RandomTenants.wishes();
    }

    @Provide
    Arbitrary<RandomTenants.Stamps> stamps() {
        return RandomTenants.stamps();
    }

    @AfterContainer
    static void leave() {
        GROUNDS.values().forEach(ground -> ground.sessions.close());
        GROUNDS.clear();
    }

    private static Ground ground(int version) {
        return GROUNDS.computeIfAbsent(version, Ground::of);
    }

    /** One database, and what {@link Ensure} does there, step by step. */
    private record Ground(TestAdmin admin, AdminSessions sessions) {
        static Ground of(int version) {
            TestAdmin admin = PostgresServers.version(version).createAdmin();
            Connector connector = new Connector(Given.access(admin), Optional.empty());
            Ground ground = new Ground(admin, new AdminSessions(connector));
            ground.sessions.call("laying the ground", connection -> {
                Groundwork.lay(connection);
                return true;
            });
            return ground;
        }

        Optional<Tenant> read(Tenant tenant) {
            return sessions.call("reading", connection -> Catalog.read(connection, tenant.names()))
                    .tenant();
        }

        void apply(Optional<Tenant> found, Tenant wanted) {
            List<Change> changes = TenantDiff.between(found, wanted);
            sessions.call("applying", connection -> apply(connection, changes, wanted));
        }

        void drop(Identifier login) {
            admin.server().sql(admin.database(), "DROP ROLE " + login);
        }

        private static boolean apply(Connection connection, List<Change> changes, Tenant wanted) throws SQLException {
            Snapshot seen = Catalog.read(connection, wanted.names());
            Identifier manager = Managers.choose(connection, wanted.mark().cluster(), seen);
            int version = connection.getMetaData().getDatabaseMajorVersion();
            return Transaction.run(connection, inside -> {
                Transaction.send(inside, Script.of(changes, wanted.names(), manager, version));
                return true;
            });
        }
    }
}
