package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.Forwarder;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whoever answers in the expected server's place is not worked on, and not even believed. */
final class PinnedServerTest {
    private static final int VERSION = PostgresServers.versions().getLast();

    @Test
    void aServerThatAnotherAddressLeadsToIsLeftAlone() throws Exception {
        try (TestPostgres right = PostgresServers.start(VERSION);
                TestPostgres wrong = PostgresServers.start(VERSION);
                var way = new Forwarder(right.port())) {
            way.mend();
            TestAdmin admin = right.createAdmin();
            Wanted wanted = Given.wanted();
            twin(admin, wrong);
            try (DatabaseServer database = open(admin, way.port(), identity(admin))) {
                Login app = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();

                way.redirect(wrong.port());

                changed(() -> database.ensure(wanted, Renewal.none()));
                changed(() -> database.census(wanted.mark().cluster()));
                changed(database::inspect);
                changed(() -> database.accepts(app));
                assertThat(Given.askSuperuser(
                                wrong, admin.database(), "SELECT nspname FROM pg_namespace WHERE nspname = 'appdb'"))
                        .isEmpty();

                way.redirect(right.port());
                Awaitility.await()
                        .ignoreExceptionsInstanceOf(ServerException.class)
                        .until(() -> database.ensure(wanted, Renewal.none()).equals(Ensured.NOTHING));
                assertThat(database.accepts(app)).isTrue();
            }
        }
    }

    @Test
    void aTenantsLoginAtAnotherServerIsNoWrongPassword() throws Exception {
        try (TestPostgres right = PostgresServers.start(VERSION);
                TestPostgres wrong = PostgresServers.start(VERSION);
                var way = new Forwarder(right.port())) {
            way.mend();
            TestAdmin admin = right.createAdmin();
            try (DatabaseServer database = open(admin, way.port(), identity(admin))) {
                Login app = database.ensure(Given.wanted(), Given.ALL)
                        .login(Kind.APP)
                        .orElseThrow();
                wrong.sql(
                        "postgres",
                        "CREATE DATABASE " + admin.database(),
                        "CREATE ROLE \"%s\" LOGIN PASSWORD '%s'".formatted(app.user(), app.password()));
                way.redirect(wrong.port());
                assertThatThrownBy(() -> database.accepts(app))
                        .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                                .isEqualTo(Reason.SERVER_CHANGED));
            }
        }
    }

    @AllPostgres
    void aDatabaseMadeAnewIsAnotherOne(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Optional<ServerIdentity> before = identity(admin);
        server.sql(
                "postgres",
                "DROP DATABASE " + admin.database(),
                "CREATE DATABASE %s OWNER %s".formatted(admin.database(), admin.user()));
        try (DatabaseServer database = open(admin, server.port(), before)) {
            changed(() -> database.ensure(Given.wanted(), Renewal.none()));
        }
        try (DatabaseServer database = open(admin, server.port(), identity(admin))) {
            assertThat(database.ensure(Given.wanted(), Renewal.none()).changes())
                    .isNotEmpty();
        }
    }

    @Test
    void aStandbyOfTheExpectedServerIsRefused() {
        try (TestPostgres server = PostgresServers.start(VERSION)) {
            TestAdmin admin = server.createAdmin();
            Optional<ServerIdentity> expected = identity(admin);
            server.restartAsStandby();
            try (DatabaseServer database = open(admin, server.port(), expected)) {
                fails(Reason.STANDBY, database::inspect);
                fails(Reason.STANDBY, () -> database.census("any"));
            }
            assertThat(identity(admin)).isEqualTo(expected);
        }
    }

    /** The same database and admin, with the same password. */
    private static void twin(TestAdmin admin, TestPostgres server) {
        server.sql(
                "postgres",
                "CREATE ROLE %s LOGIN CREATEROLE PASSWORD '%s'".formatted(admin.user(), admin.password()),
                "CREATE DATABASE %s OWNER %s".formatted(admin.database(), admin.user()));
    }

    private static Optional<ServerIdentity> identity(TestAdmin admin) {
        try (DatabaseServer database = Given.open(admin)) {
            return Optional.of(ServerIdentity.of(database.identify()));
        }
    }

    private static DatabaseServer open(TestAdmin admin, int port, Optional<ServerIdentity> expected) {
        var url = new ServerUrl(
                admin.server().host(), port, admin.database(), admin.user(), Map.of("sslmode", "disable"));
        return DatabaseServer.open(Given.access(url, admin.password(), Optional.empty()), expected);
    }

    /** A connection used within the last half second is taken for alive once more, and found to be cut. */
    private static void changed(ThrowingCallable attempt) {
        Awaitility.await().untilAsserted(() -> assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(ServerException.class, failure -> {
                    assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.SERVER_CHANGED);
                    assertThat(failure).hasMessageContaining("answers instead of");
                }));
    }

    private static void fails(Reason reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                        .as(failure.getMessage())
                        .isEqualTo(reason));
    }
}
