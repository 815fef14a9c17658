package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestAdmin.Variant;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What was deleted can come back, until it is purged; and meanwhile its name is free. */
final class TrashTest {

    @AllPostgres
    void aTenantGoesToTheTrashItsNameIsUsedAgainAndItComesBack(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        live(admin, Given.open(admin));
    }

    @AllPostgres
    void anAdminThatDoesNotInheritDoesTheSame(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin(Variant.NOINHERIT);
        live(admin, Given.open(admin));
    }

    @AllPostgres
    void aSuperuserAsAdminDoesTheSame(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin(Variant.SUPERUSER);
        live(admin, Given.open(admin));
    }

    @AllPostgres
    void anAdminThatActsAsARootDoesTheSame(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin(Variant.NOINHERIT, Variant.CANNOT_CREATE_ROLES, Variant.NOT_OWNER);
        Identifier root = new Identifier("root_" + admin.database());
        server.sql(
                "postgres",
                "CREATE ROLE %s NOLOGIN CREATEROLE".formatted(root),
                "ALTER DATABASE %s OWNER TO %s".formatted(admin.database(), root),
                "GRANT %s TO %s".formatted(root, admin.user()));
        ServerAccess plain = Given.access(admin);
        ServerAccess asRoot =
                new ServerAccess(plain.url(), plain.password(), Optional.of(root), Optional.empty(), Optional.empty());
        live(admin, DatabaseServer.open(asRoot, Optional.empty()));
    }

    private static void live(TestAdmin admin, DatabaseServer opened) throws SQLException {
        try (DatabaseServer database = opened) {
            Filled first = Filled.of(admin, database);
            TrashedTenant trash = trashed(first);

            Filled second = Filled.of(admin, database, first.wanted(), "pear");
            assertThat(Given.ask(second.login(Kind.APP), admin, "SELECT name FROM item"))
                    .containsExactly("pear");
            assertThatThrownBy(() -> database.restore(trash.id(), first.wanted().mark(), false))
                    .isInstanceOfSatisfying(ServerException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.CONFLICT))
                    .hasMessageContaining("role " + first.name())
                    .hasMessageContaining("schema " + first.name());

            TrashedTenant pear = trashed(second);
            assertThat(database.census(trash.mark().cluster()).trash()).containsExactlyInAnyOrder(trash, pear);
            restored(first, trash);

            database.purge(pear);
            assertThat(first.standing(pear.id())).isEmpty();
            assertThat(first.guards()).containsExactly(first.name());
            Census left = database.census(trash.mark().cluster());
            assertThat(left.trash()).isEmpty();
            assertThat(left.tenants()).hasSize(1);
            assertThat(Given.isMet(database, first.wanted())).isTrue();
        }
    }

    private static TrashedTenant trashed(Filled tenant) throws SQLException {
        DatabaseServer database = tenant.database();
        try (Connection app = Given.as(tenant.login(Kind.APP), tenant.admin());
                Connection migrator = Given.as(tenant.login(Kind.MIGRATOR), tenant.admin())) {
            migrator.setAutoCommit(false);
            migrator.createStatement().execute("INSERT INTO item VALUES ('never committed')");
            TrashedTenant trash = tenant.trash();

            assertThat(app.isValid(5)).isFalse();
            assertThat(migrator.isValid(5)).isFalse();
            for (Login login : tenant.made().logins().values()) {
                assertThat(database.accepts(login)).as(login.user()).isFalse();
            }
            assertThat(tenant.standing(tenant.name())).isEmpty();
            assertThat(tenant.standing(trash.id())).hasSize(10);
            assertThat(Given.askSuperuser(
                            tenant.admin().server(),
                            tenant.admin().database(),
                            "SELECT rolconfig FROM pg_roles WHERE strpos(rolconfig::text, '%s') > 0"
                                    .formatted(tenant.name())))
                    .as("settings with the old name, which may soon be another's")
                    .isEmpty();
            assertThat(trash.inUse()).isFalse();
            Census census = database.census(trash.mark().cluster());
            assertThat(census.tenants()).isEmpty();
            assertThat(census.trash()).contains(trash);
            assertThat(Duration.between(trash.since(), census.now())).isBetween(Duration.ZERO, Duration.ofSeconds(20));
            return trash;
        }
    }

    private static void restored(Filled tenant, TrashedTenant trash) throws SQLException {
        TestAdmin admin = tenant.admin();
        DatabaseServer database = tenant.database();
        database.restore(trash.id(), tenant.wanted().mark(), false);
        assertThat(tenant.standing(trash.id())).isEmpty();
        for (Login login : tenant.made().logins().values()) {
            assertThat(database.accepts(login)).as(login.user()).isFalse();
        }

        Ensured back = database.ensure(tenant.wanted(), Renewal.none());
        assertThat(back.logins()).containsOnlyKeys(Kind.values());
        assertThat(Given.isMet(database, tenant.wanted())).isTrue();
        for (Login login : tenant.made().logins().values()) {
            assertThat(database.accepts(login)).as(login.user()).isFalse();
        }
        Login app = back.login(Kind.APP).orElseThrow();
        assertThat(Given.ask(app, admin, "SELECT name FROM item")).containsExactly("apple");
        assertThat(Given.ask(app, admin, "SELECT current_user")).containsExactly(tenant.name() + "_app");
        assertThat(Given.ask(app, admin, "SHOW search_path")).containsExactly(tenant.name());
        Given.run(app, admin, "INSERT INTO item VALUES ('plum')");
        Given.run(back.login(Kind.MIGRATOR).orElseThrow(), admin, "CREATE TABLE later (id int)");
        assertThat(Given.ask(app, admin, "SELECT count(*) FROM later")).containsExactly("0");
        assertThat(Given.ask(back.login(Kind.READONLY).orElseThrow(), admin, "SELECT count(*) FROM item"))
                .containsExactly("2");
        assertThat(Optional.of(Given.found(database, tenant.wanted()).mark()))
                .contains(tenant.wanted().mark());
    }
}
