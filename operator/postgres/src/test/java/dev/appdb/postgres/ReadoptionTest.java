package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Whose data a namespace gets that was deleted and made anew, and what two installations leave to each other. */
final class ReadoptionTest {

    @AllPostgres
    void aNamespaceMadeAnewGetsTheDataOnlyWhereTheClassSaysSo(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted before = Given.wanted();
        Wanted after = Given.wanted(madeAnew(before.mark()));
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(before, Given.ALL);
            Login old = made.login(Kind.APP).orElseThrow();
            Given.run(made.login(Kind.MIGRATOR).orElseThrow(), admin, "CREATE TABLE item AS SELECT 'pen' AS name");
            database.orphan(before.mark(), Instant.parse("2026-01-01T00:00:00Z"));

            ServerException conflict =
                    catchThrowableOfType(ServerException.class, () -> database.ensure(after, Given.ALL));
            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(conflict.hint()).contains("readopt: NamespaceName");
            assertThat(database.accepts(old)).isTrue();

            Ensured taken = database.ensure(after, Given.ALL.fromAnyNamespace());
            assertThat(taken.changes())
                    .contains(new Change.SetMark(after.names().owner(), after.mark()))
                    .noneMatch(Change.CreateRole.class::isInstance);
            assertThat(Given.ask(taken.login(Kind.APP).orElseThrow(), admin, "SELECT name FROM item"))
                    .containsExactly("pen");
            assertThat(Given.isMet(database, after)).isTrue();
            assertThat(database.ensure(after, Renewal.none().fromAnyNamespace()))
                    .isEqualTo(Ensured.NOTHING);
            assertThat(catchThrowableOfType(ServerException.class, () -> database.ensure(before, Renewal.none()))
                            .reason())
                    .isEqualTo(Reason.CONFLICT);
        }
    }

    @AllPostgres
    void theSamePermissionTakesNothingFromAnotherInstallation(TestPostgres server) {
        try (DatabaseServer database = Given.open(server.createAdmin())) {
            Wanted theirs = Given.wanted();
            database.ensure(theirs, Renewal.none());
            Mark mark = theirs.mark();
            Wanted ours = Given.wanted(Given.mark(Given.cluster(), mark.namespace(), mark.name()));
            ServerException conflict = catchThrowableOfType(
                    ServerException.class, () -> database.ensure(ours, Given.ALL.fromAnyNamespace()));
            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(database.ensure(theirs, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void twoInstallationsOnOneServerDoNotFight(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        String a = Given.cluster();
        String b = Given.cluster();
        String namespace = Given.unique("shop");
        Wanted first = Given.wanted(Given.mark(a, namespace, "orders"));
        Wanted same = Given.wanted(Given.mark(b, namespace, "orders"));
        Wanted other = Given.wanted(Given.mark(b, namespace, "invoices"));
        try (DatabaseServer ofA = Given.open(admin);
                DatabaseServer ofB = Given.open(admin);
                DatabaseServer elsewhere = Given.open(server.createAdmin())) {
            ofA.ensure(first, Given.ALL);
            ofB.ensure(other, Given.ALL);
            // in another database of the server, roles are the same ones
            for (DatabaseServer asked : new DatabaseServer[] {ofB, elsewhere}) {
                ServerException conflict =
                        catchThrowableOfType(ServerException.class, () -> asked.ensure(same, Given.ALL));
                assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
                assertThat(conflict).hasMessageContaining("cluster " + a);
            }
            assertThat(ofA.census(a).tenants()).extracting(FoundTenant::mark).containsExactly(first.mark());
            assertThat(ofB.census(b).tenants()).extracting(FoundTenant::mark).containsExactly(other.mark());
            assertThat(ofA.ensure(first, Renewal.none())).isEqualTo(Ensured.NOTHING);
            assertThat(ofB.ensure(other, Renewal.none())).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void aCustomSchemaThatIsAnothersIsLeftToIt(TestPostgres server) {
        Wanted first = Given.wanted();
        Mark asking = Given.mark(Given.cluster(), Given.unique("bank"), "orders")
                .withSchema(Optional.of(first.names().schema()));
        try (DatabaseServer database = Given.open(server.createAdmin())) {
            database.ensure(first, Given.ALL);
            assertThat(catchThrowableOfType(
                                    ServerException.class, () -> database.ensure(Given.wanted(asking), Given.ALL))
                            .reason())
                    .isEqualTo(Reason.CONFLICT);
            assertThat(Given.isMet(database, first)).isTrue();
        }
    }

    private static Mark madeAnew(Mark mark) {
        return Mark.of(mark.cluster(), mark.namespace(), "uid-made-anew", mark.name(), mark.className());
    }
}
