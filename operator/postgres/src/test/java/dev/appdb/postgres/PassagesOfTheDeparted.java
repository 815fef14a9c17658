package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What is done about a tenant whose AppDatabase was deleted with its data, and about one that is wanted back. */
final class PassagesOfTheDeparted {
    private PassagesOfTheDeparted() {}

    /** Its Secrets went first. A session of the app is open. */
    static final class Trashing extends Passage {
        private final Login before;
        private final Connection app;

        Trashing(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            app = session(Kind.APP);
            before = login(Kind.APP);
            secrets.clear();
        }

        @Override
        void pass(DatabaseServer database) {
            Census census = database.census(wanted.mark().cluster());
            census.tenants().forEach(tenant -> database.trash(tenant.mark()));
            census.trash().stream().filter(TrashedTenant::inUse).forEach(database::endSessions);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            Census census = database.census(wanted.mark().cluster());
            assertThat(census.tenants()).isEmpty();
            assertThat(census.trash()).hasSize(1);
            TrashedTenant trash = census.trash().getFirst();
            assertThat(trash.mark())
                    .isEqualTo(wanted.mark().withTrashed(trash.mark().trashed()));
            assertThat(trash.inUse()).isFalse();
            assertNothingIsNamed(owner());
            assertThat(roles(trash.id())).hasSize(9);
            assertThat(guards(trash.id())).hasSize(1);
            assertThat(roles(ManagerNames.prefix(wanted.mark().cluster()))).hasSize(1);
            assertThat(app.isValid(5)).isFalse();
            assertThat(database.accepts(before)).isFalse();
        }

        @Override
        public void close() throws SQLException {
            app.close();
        }
    }

    static final class Restoring extends Passage {
        private final Login before;
        private final String id;

        Restoring(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            before = login(Kind.APP);
            secrets.clear();
            id = database.trash(wanted.mark()).id();
        }

        @Override
        void pass(DatabaseServer database) {
            Census census = database.census(wanted.mark().cluster());
            if (census.tenants().isEmpty()) {
                assertThat(census.trash()).extracting(TrashedTenant::id).containsExactly(id);
                database.restore(id, wanted.mark(), false);
            }
            bring(database, Set.of(), false);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
            assertHasItsData();
            assertNothingIsNamed(id);
            assertThat(database.accepts(before)).isFalse();
        }
    }

    /** Of trash with objects of several of its roles. */
    static final class Purging extends Passage {
        private final String id;

        Purging(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            Given.ask(login(Kind.APP), admin, "SELECT lo_from_bytea(0, 'big')");
            secrets.clear();
            id = database.trash(wanted.mark()).id();
        }

        @Override
        void pass(DatabaseServer database) {
            List<TrashedTenant> trash = database.census(wanted.mark().cluster()).trash();
            trash.forEach(database::purge);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            Census census = database.census(wanted.mark().cluster());
            assertThat(census.tenants()).isEmpty();
            assertThat(census.trash()).isEmpty();
            assertNothingIsNamed(owner());
            assertNothingIsNamed(id);
            assertThat(roles(ManagerNames.prefix(wanted.mark().cluster()))).hasSize(1);
        }
    }
}
