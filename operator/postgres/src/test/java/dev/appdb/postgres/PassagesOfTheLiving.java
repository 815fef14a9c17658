package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done about a tenant as long as its AppDatabase is there. */
final class PassagesOfTheLiving {
    private PassagesOfTheLiving() {}

    /** The first in its database: with AppDB's own schema, a manager, and an extension. */
    static final class Making extends Passage {
        Making(TestAdmin admin) {
            super(admin, ExtensionsTest.asking("citext"));
        }

        @Override
        void pass(DatabaseServer database) {
            bring(database, Set.of(), false);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
        }
    }

    /** All kinds get new logins; those before go on. */
    static final class Rotating extends Passage {
        private final Map<Kind, Login> before;
        private final Set<Kind> due = EnumSet.of(Kind.APP, Kind.MIGRATOR);

        Rotating(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            before = Map.copyOf(secrets);
        }

        @Override
        void pass(DatabaseServer database) {
            due.removeAll(bring(database, due, false).logins().keySet());
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
            assertHasItsData();
            for (Map.Entry<Kind, Login> old : before.entrySet()) {
                assertThat(login(old.getKey())).isNotEqualTo(old.getValue());
                assertThat(Given.ask(old.getValue(), admin, "SELECT count(*) FROM item"))
                        .containsExactly("1");
            }
        }
    }

    /** The login before the current one is locked, and its session ends. */
    static final class EndingAnOverlap extends Passage {
        private final Login old;
        private final Connection forgotten;
        private final Login current;

        EndingAnOverlap(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            old = login(Kind.APP);
            forgotten = session(Kind.APP);
            bring(database, Set.of(Kind.APP), false);
            current = login(Kind.APP);
            Given.found(database, wanted)
                    .passwordSet()
                    .forEach((login, set) ->
                            sql(new LoginChange.StampLogin(login, set.minus(Duration.ofHours(1))).sql()));
        }

        @Override
        void pass(DatabaseServer database) {
            bring(database, Set.of(), false);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
            assertHasItsData();
            assertThat(login(Kind.APP)).isEqualTo(current);
            assertThat(database.accepts(old)).isFalse();
            assertThat(forgotten.isValid(5)).isFalse();
        }

        @Override
        public void close() throws SQLException {
            forgotten.close();
        }
    }

    /** A schema that somebody dropped with all that was in it is made again, which a person asked for. */
    static final class RecreatingTheSchema extends Passage {
        private final Map<Kind, Login> before;

        RecreatingTheSchema(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, small());
            make(database);
            before = Map.copyOf(secrets);
            sql("DROP SCHEMA %s CASCADE".formatted(wanted.names().schema()));
        }

        @Override
        void pass(DatabaseServer database) {
            bring(database, Set.of(), true);
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
            assertThat(secrets).isEqualTo(before);
            assertThat(Given.ask(login(Kind.APP), admin, "SELECT to_regclass('item') IS NULL"))
                    .containsExactly("t");
        }
    }

    /** A schema that was there before becomes the tenant's by a plan that a person agreed to once; with an extension. */
    static final class Adopting extends Passage {
        private final String agreed;

        Adopting(TestAdmin admin, DatabaseServer database) throws SQLException {
            super(admin, legacy());
            String schema = wanted.names().schema().name();
            Given.runAsAdmin(
                    admin,
                    "CREATE SCHEMA %s".formatted(schema),
                    "CREATE TABLE %s.item AS SELECT 'apple' AS name".formatted(schema));
            agreed = database.planAdoption(wanted).digest();
        }

        private static Wanted legacy() {
            Mark mark = ExtensionsTest.asking("citext").mark();
            Identifier schema = new Identifier(Given.unique("old").replace('-', '_'));
            return ExtensionsTest.asking(mark.withSchema(Optional.of(schema)), "citext");
        }

        @Override
        void pass(DatabaseServer database) {
            if (database.planAdoption(wanted).changes().isEmpty()) {
                bring(database, Set.of(), false);
            } else {
                written(database.adopt(wanted, agreed));
            }
        }

        @Override
        void assertArrived(DatabaseServer database) throws SQLException {
            assertLives(database);
            assertHasItsData();
        }
    }
}
