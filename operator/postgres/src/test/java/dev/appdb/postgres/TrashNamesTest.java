package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Whose names trash had, who may have them back, and what is left alone meanwhile. */
final class TrashNamesTest {
    private final TestPostgres server = PostgresServers.newest();
    private final TestAdmin admin = server.createAdmin();
    private final DatabaseServer database = Given.open(admin);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aLongNameAndOneOfItsOwnForTheSchemaComeBackAsTheyWere() throws SQLException {
        Mark mark = Given.mark(Given.cluster(), Given.unique("a--very-long-namespace"), "x".repeat(63))
                .withSchema(Optional.of(new Identifier(Given.unique("sales").replace('-', '_'))));
        Filled tenant = Filled.of(admin, database, Given.wanted(mark), "apple");
        String schema = mark.names().schema().name();
        assertThat(tenant.standing(schema)).containsExactly(schema);

        TrashedTenant trash = tenant.trash();
        assertThat(tenant.standing(schema)).isEmpty();
        assertThat(tenant.standing(tenant.name())).isEmpty();
        assertThat(database.census(mark.cluster()).trash()).containsExactly(trash);

        database.restore(trash.id(), mark, false);
        Login app =
                database.ensure(tenant.wanted(), Renewal.none()).login(Kind.APP).orElseThrow();
        assertThat(Given.ask(app, admin, "SELECT name FROM " + schema + ".item"))
                .containsExactly("apple");
        assertThat(Given.ask(app, admin, "SHOW search_path")).containsExactly(schema);
    }

    @Test
    void noTenantsSchemaIsInTheWayOfTrash() {
        for (String name : List.of("appdb", "appdb_trash_1", "appdb_extensions", "pg_mine")) {
            Mark mark = Given.wanted().mark().withSchema(Optional.of(new Identifier(name)));
            refused("is kept for", () -> database.ensure(Given.wanted(mark), Renewal.none()));
        }
    }

    @Test
    void whoeverTookTheTenantUpAgainHasIt() throws SQLException {
        Filled tenant = Filled.of(admin, database);
        Mark seen = tenant.wanted().mark();
        database.ensure(Given.wanted(seen.withTrashOnDelete(true)), Renewal.none());
        refused("as it was seen", () -> database.trash(seen));
        refused("as it was seen", () -> database.lock(seen));
        refused("as it was seen", () -> database.orphan(seen, Instant.now()));
        refused("belongs to nobody", () -> database.trash(Given.wanted().mark()));
        assertThat(database.accepts(tenant.login(Kind.APP))).isTrue();
    }

    @Test
    void anOrphanIsMarkedThenLockedAndComesBackWithTheSamePasswords() throws SQLException {
        Filled tenant = Filled.of(admin, database);
        Mark mark = tenant.wanted().mark();
        Instant since = Instant.parse("2026-11-23T18:00:00Z");
        try (Connection open = Given.as(tenant.login(Kind.APP), admin)) {
            database.orphan(mark, since);
            Mark orphaned = Given.found(database, tenant.wanted()).mark();
            assertThat(orphaned).isEqualTo(mark.withOrphaned(Optional.of(since)));
            assertThat(Given.isMet(database, tenant.wanted())).isFalse();

            database.lock(orphaned);
            database.lock(orphaned);
            assertThat(tenant.made().logins().values()).noneMatch(database::accepts);
            assertThat(open.isValid(5)).isTrue();
        }
        assertThat(database.ensure(tenant.wanted(), Renewal.none()).logins()).isEmpty();
        assertThat(Given.isMet(database, tenant.wanted())).isTrue();
        assertThat(tenant.made().logins().values()).allMatch(database::accepts);
    }

    @Test
    void aNamespaceMadeAnewGetsTheTrashOnlyWhereTheCallerSaysSo() throws SQLException {
        Filled tenant = Filled.of(admin, database);
        Mark was = tenant.wanted().mark();
        Mark anew = Mark.of(was.cluster(), was.namespace(), "another-uid", was.name(), was.className());
        Mark other = Given.mark(was.cluster(), was.namespace(), "another-name");
        TrashedTenant trash = tenant.trash();
        refused("namespace uid another-uid", () -> database.restore(trash.id(), anew, false));
        refused("was of AppDatabase " + was.key(), () -> database.restore(trash.id(), other, true));
        refused("no trash of id appdb_trash_1", () -> database.restore("appdb_trash_1", anew, true));
        refused("no trash of id " + admin.user(), () -> database.restore(admin.user(), anew, true));

        database.restore(trash.id(), anew, true);
        database.ensure(Given.wanted(anew), Renewal.none());
        assertThat(Given.isMet(database, Given.wanted(anew))).isTrue();
    }

    @Test
    void installationsOnOneServerSeeAndTouchOnlyTheirOwn() throws SQLException {
        Filled east = Filled.of(admin, database);
        Filled west = Filled.of(admin, database, Given.wanted(), "pear");
        TrashedTenant trash = east.trash();
        assertThat(database.census(east.wanted().mark().cluster()).tenants()).isEmpty();
        Census others = database.census(west.wanted().mark().cluster());
        assertThat(others.trash()).isEmpty();
        assertThat(others.tenants()).hasSize(1);

        Mark was = trash.mark();
        Mark western = Given.mark(west.wanted().mark().cluster(), was.namespace(), was.name());
        refused("was of AppDatabase", () -> database.restore(trash.id(), western, true));
        TrashedTenant stolen =
                new TrashedTenant(trash.id(), western.withTrashed(was.trashed()), trash.ownerOid(), false);
        refused("as it was seen", () -> database.purge(stolen));
        database.ensure(Given.wanted(western), Renewal.none());
        refused(
                "cluster " + western.cluster(),
                () -> database.restore(trash.id(), was.withTrashed(Optional.empty()), false));

        database.purge(trash);
        assertThat(Given.ask(west.login(Kind.APP), admin, "SELECT name FROM item"))
                .containsExactly("pear");
        assertThat(Given.isMet(database, Given.wanted(western))).isTrue();
    }

    @Test
    void trashOfAnotherDatabaseOfTheServerIsNotSeenHere() throws SQLException {
        TrashedTenant trash = Filled.of(admin, database).trash();
        try (DatabaseServer elsewhere = Given.open(server.createAdmin())) {
            assertThat(elsewhere.census(trash.mark().cluster()).trash()).isEmpty();
            assertThatThrownBy(() -> elsewhere.purge(trash)).isInstanceOf(ServerException.class);
        }
        database.purge(trash);
    }

    @Test
    void aSchemaThatIsNotTheTenantsAnyMoreIsNotTakenAlong() throws SQLException {
        Filled tenant = Filled.of(admin, database);
        server.sql(admin.database(), "ALTER SCHEMA %s OWNER TO postgres".formatted(tenant.name()));
        refused("belongs to role postgres", tenant::trash);
        assertThat(tenant.standing(tenant.name())).hasSize(10);
    }

    @Test
    void aTenantWhoseSchemaIsGoneCanBeTrashedAndPurged() throws SQLException {
        Filled tenant = Filled.of(admin, database);
        server.sql(
                admin.database(),
                "DROP SCHEMA %s CASCADE".formatted(tenant.name()),
                "DROP ROLE " + tenant.name() + "_readonly_b");
        TrashedTenant trash = tenant.trash();
        assertThat(tenant.standing(tenant.name())).isEmpty();
        database.purge(trash);
        assertThat(tenant.standing(trash.id())).isEmpty();
        assertThat(tenant.guards()).isEmpty();
    }

    @RepeatedTest(5)
    void whoMakesATenantWhileItIsTrashedGetsAnEmptyOneOrKeepsIt() throws Exception {
        Filled tenant = Filled.of(admin, database);
        Mark mark = tenant.wanted().mark();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TrashedTenant> trash = pool.submit(() -> database.trash(mark));
            List<Future<Ensured>> makers = List.of(
                    pool.submit(() -> database.ensure(tenant.wanted(), Renewal.none())),
                    pool.submit(() -> database.ensure(tenant.wanted(), Renewal.of(Kind.APP))));
            TrashedTenant made = trash.get();
            for (Future<Ensured> maker : makers) {
                maker.get();
            }
            database.ensure(tenant.wanted(), Renewal.none());
            assertThat(Given.isMet(database, tenant.wanted())).isTrue();
            assertThat(tenant.guards()).containsExactlyInAnyOrder(tenant.name(), made.id());
            database.purge(made);
            assertThat(Given.isMet(database, tenant.wanted())).isTrue();
        }
    }

    private static void refused(String why, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                        .as(failure.getMessage())
                        .isEqualTo(Reason.CONFLICT))
                .hasMessageContaining(why);
    }
}
