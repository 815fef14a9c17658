package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Ways in which a server can't be reached, each told apart, and at once. */
final class ConnectionTest {
    private static final Map<String, String> PLAIN = Map.of("sslmode", "disable");

    @Test
    void aWrongPasswordIsToldAtOnceAndHealsWhenItIsRight() {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        try (DatabaseServer database = open(ServerUrl.parse(admin.url()), "wrong", Optional.empty())) {
            Instant start = Instant.now();
            for (int attempt = 0; attempt < 3; attempt++) {
                ServerException failure = failure(database);
                assertThat(failure.reason()).isEqualTo(Reason.WRONG_PASSWORD);
                assertThat(failure.hint()).contains(admin.user());
                assertThat(failure).hasMessageNotContaining("wrong");
            }
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));

            admin.server().sql("postgres", "ALTER ROLE %s PASSWORD 'wrong'".formatted(admin.user()));
            assertThat(database.inspect().ready()).isTrue();
        }
    }

    @Test
    void aMissingDatabaseIsTold() {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        assertThat(failure(url(admin, admin.server().port(), "nowhere", PLAIN), admin, Optional.empty())
                        .reason())
                .isEqualTo(Reason.NO_DATABASE);
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        ServerException failure = failure(url(admin, 1, admin.database(), PLAIN), admin, Optional.empty());
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure.reason().heals()).isTrue();
        assertThat(failure).hasMessageContaining("127.0.0.1:1, database " + admin.database());
    }

    @Test
    void aServerThatWasAwayIsUsedAgain() {
        try (TestPostgres server =
                PostgresServers.start(PostgresServers.versions().getLast())) {
            TestAdmin admin = server.createAdmin();
            Wanted wanted = Given.wanted();
            try (DatabaseServer database = Given.open(admin)) {
                database.ensure(wanted, Renewal.none());
                server.kill();
                assertThat(failure(database).reason()).isEqualTo(Reason.UNREACHABLE);
                server.start();
                assertThat(Given.isMet(database, wanted)).isTrue();

                server.restartAsStandby();
                // a connection used within the last half second is taken for alive, once
                Awaitility.await()
                        .ignoreExceptionsInstanceOf(ServerException.class)
                        .untilAsserted(() -> {
                            ServerReport report = database.inspect();
                            assertThat(report.standby()).isTrue();
                            assertThat(report.ready()).isFalse();
                        });
                assertThatThrownBy(() -> database.ensure(wanted, Renewal.none()))
                        .isInstanceOfSatisfying(ServerException.class, standby -> assertThat(standby.reason())
                                .isEqualTo(Reason.STANDBY));
                assertThatThrownBy(() -> database.census("without any tenant"))
                        .isInstanceOfSatisfying(ServerException.class, standby -> assertThat(standby.reason())
                                .isEqualTo(Reason.STANDBY));
            }
        }
    }

    @Test
    void noSessionIsLeftBehind() throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        try (DatabaseServer database = Given.open(admin)) {
            database.ensure(Given.wanted(), Given.ALL);
        }
        String sessions = "SELECT pid FROM pg_stat_activity WHERE datname = '%s'".formatted(admin.database());
        Awaitility.await().untilAsserted(() -> assertThat(Given.askSuperuser(admin.server(), "postgres", sessions))
                .isEmpty());
    }

    @Test
    void aCertificateIsVerifiedWithItsNameUnlessTheUrlSaysOtherwise() {
        TestCertificate right = TestCertificate.selfSigned("127.0.0.1");
        TestCertificate other = TestCertificate.selfSigned("127.0.0.1");
        int version = PostgresServers.versions().getLast();
        try (TestPostgres server = PostgresServers.start(version, right)) {
            TestAdmin admin = server.createAdmin();
            ServerUrl verified = url(admin, server.port(), admin.database(), Map.of());
            Optional<String> bundle = Optional.of(other.certificatePem() + right.certificatePem());
            try (DatabaseServer database = open(verified, admin.password(), bundle)) {
                assertThat(database.inspect().ready()).isTrue();
                assertThat(database.ensure(Given.wanted(), Given.ALL).logins()).hasSize(3);
            }
            assertThat(failure(verified, admin, Optional.empty()).reason()).isEqualTo(Reason.TLS);
            assertThat(failure(verified, admin, Optional.of(other.certificatePem()))
                            .reason())
                    .isEqualTo(Reason.TLS);
            ServerUrl unverified = url(admin, server.port(), admin.database(), Map.of("sslmode", "require"));
            try (DatabaseServer database = open(unverified, admin.password(), Optional.empty())) {
                assertThat(database.inspect().ready()).isTrue();
            }
        }
    }

    @Test
    void aCertificateForAnotherNameAndAServerWithoutTlsAreRefused() {
        TestCertificate elsewhere = TestCertificate.selfSigned("db.example");
        int version = PostgresServers.versions().getLast();
        try (TestPostgres server = PostgresServers.start(version, elsewhere)) {
            TestAdmin admin = server.createAdmin();
            Optional<String> ca = Optional.of(elsewhere.certificatePem());
            ServerException name = failure(url(admin, server.port(), admin.database(), Map.of()), admin, ca);
            assertThat(name.reason()).as(name.getMessage()).isEqualTo(Reason.TLS);

            ServerUrl chainOnly = url(admin, server.port(), admin.database(), Map.of("sslmode", "verify-ca"));
            try (DatabaseServer database = open(chainOnly, admin.password(), ca)) {
                assertThat(database.inspect().ready()).isTrue();
            }
        }
        TestAdmin plain = PostgresServers.newest().createAdmin();
        ServerUrl verified = url(plain, plain.server().port(), plain.database(), Map.of());
        ServerException none = failure(verified, plain, Optional.empty());
        assertThat(none.reason()).as(none.getMessage()).isEqualTo(Reason.TLS);
    }

    @Test
    void aCaThatIsNoCertificateIsRefusedBeforeConnecting() {
        ServerUrl url = new ServerUrl("db", 5432, "app", "admin", Map.of());
        for (String pem :
                new String[] {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}) {
            assertThatThrownBy(() -> open(url, "", Optional.of(pem)))
                    .isInstanceOfSatisfying(ServerException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(Reason.TLS));
        }
    }

    private static DatabaseServer open(ServerUrl url, String password, Optional<String> ca) {
        return DatabaseServer.open(Given.access(url, password, ca), Optional.empty());
    }

    private static ServerUrl url(TestAdmin admin, int port, String database, Map<String, String> parameters) {
        return new ServerUrl(admin.server().host(), port, database, admin.user(), parameters);
    }

    private static ServerException failure(ServerUrl url, TestAdmin admin, Optional<String> ca) {
        try (DatabaseServer database = open(url, admin.password(), ca)) {
            return failure(database);
        }
    }

    private static ServerException failure(DatabaseServer database) {
        try {
            throw new AssertionError("no failure: " + database.inspect());
        } catch (ServerException failure) {
            return failure;
        }
    }
}
