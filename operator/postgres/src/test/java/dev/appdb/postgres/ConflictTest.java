package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not ours is told, and left as it is. */
final class ConflictTest {
    private static final String EVERYTHING =
            "SELECT rolname || rolcanlogin || rolsuper || coalesce(rolconfig::text, '') || "
                    + "coalesce(shobj_description(oid, 'pg_authid'), '') FROM pg_roles WHERE rolname LIKE '%1$s%%' "
                    + "UNION ALL SELECT nspname || nspowner::regrole || coalesce(nspacl::text, '') FROM pg_namespace "
                    + "WHERE nspname = '%1$s' ORDER BY 1";

    private final TestPostgres server = PostgresServers.newest();
    private final TestAdmin admin = server.createAdmin();
    private final Wanted wanted = Given.wanted();
    private final String name = wanted.names().owner().name();
    private final DatabaseServer database = Given.open(admin);

    @BeforeEach
    void anAdminThatCouldDoAnything() {
        server.sql("postgres", "ALTER ROLE %s SUPERUSER".formatted(admin.user()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aSchemaOfTheNameThatIsNotOurs() throws SQLException {
        server.sql(admin.database(), "CREATE SCHEMA " + name);
        conflict("schema %s is there already".formatted(name));
    }

    @Test
    void anOwnerRoleWithoutAMark() throws SQLException {
        server.sql(admin.database(), "CREATE ROLE " + name, "COMMENT ON ROLE %s IS 'our BI tool'".formatted(name));
        conflict("role %s is there already".formatted(name));
    }

    @Test
    void aLoginOfTheNameWithoutAnOwner() throws SQLException {
        server.sql(admin.database(), "CREATE ROLE %s_app_b LOGIN".formatted(name));
        conflict("role %s_app_b is there already".formatted(name));
    }

    @Test
    void anotherClustersTenant() throws SQLException {
        Mark mark = wanted.mark();
        database.ensure(Given.wanted(Given.mark("other", mark.namespace(), mark.name())), Renewal.none());
        conflict("belongs to AppDatabase %s of class standard (namespace uid %s, cluster other)"
                .formatted(mark.key(), mark.namespaceUid()));
    }

    @Test
    void theTenantOfANamespaceThatWasDeletedAndMadeAnew() throws SQLException {
        Mark mark = wanted.mark();
        Mark earlier = Mark.of(mark.cluster(), mark.namespace(), "earlier-uid", mark.name(), mark.className());
        database.ensure(Given.wanted(earlier), Renewal.none());
        conflict("namespace uid earlier-uid");
    }

    @Test
    void aRoleOfOursThatWasMadeASuperuser() throws SQLException {
        database.ensure(wanted, Renewal.none());
        server.sql("postgres", "ALTER ROLE %s_app_a SUPERUSER".formatted(name));
        assertThat(Given.isMet(database, wanted)).isFalse();
        ServerException conflict = conflict("role %s_app_a can do what no tenant may".formatted(name));
        server.sql("postgres", conflict.hint());
        assertThat(database.ensure(wanted, Renewal.none())).isEqualTo(Ensured.NOTHING);
    }

    @Test
    void ourSchemaThatWasGivenToAnother() throws SQLException {
        database.ensure(wanted, Renewal.none());
        server.sql(admin.database(), "ALTER SCHEMA %s OWNER TO postgres".formatted(name));
        assertThat(Given.isMet(database, wanted)).isFalse();
        ServerException conflict = conflict("schema %s belongs to role postgres".formatted(name));
        server.sql(admin.database(), conflict.hint());
        assertThat(database.ensure(wanted, Renewal.none()).changes()).isNotNull();
    }

    @AllPostgres
    void theSameNamespaceAndNameIsTheSameTenantUnderAnotherClass(TestPostgres any) {
        TestAdmin usual = any.createAdmin();
        Mark mark = wanted.mark();
        Wanted moved =
                Given.wanted(Mark.of(mark.cluster(), mark.namespace(), mark.namespaceUid(), mark.name(), "renamed"));
        try (DatabaseServer there = Given.open(usual)) {
            there.ensure(wanted, Renewal.none());
            assertThat(there.ensure(moved, Renewal.none()).changes())
                    .containsExactly(new Change.SetMark(wanted.names().owner(), moved.mark()));
            assertThat(Given.isMet(there, moved)).isTrue();
        }
    }

    private ServerException conflict(String message) throws SQLException {
        List<String> before = Given.askSuperuser(server, admin.database(), EVERYTHING.formatted(name));
        ServerException[] thrown = new ServerException[1];
        assertThatThrownBy(() -> database.ensure(wanted, Given.ALL))
                .isInstanceOfSatisfying(ServerException.class, failure -> thrown[0] = failure)
                .hasMessageContaining(message);
        assertThat(thrown[0].reason()).isEqualTo(Reason.CONFLICT);
        assertThat(Given.askSuperuser(server, admin.database(), EVERYTHING.formatted(name)))
                .isEqualTo(before);
        return thrown[0];
    }
}
