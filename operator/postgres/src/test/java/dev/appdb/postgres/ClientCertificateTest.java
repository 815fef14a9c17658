package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAccess;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that knows its admin by certificate, and tenants by password. */
final class ClientCertificateTest {
    private static final TestCertificate SERVERS = TestCertificate.selfSigned("127.0.0.1");
    private static final TestCertificate ADMINS = TestCertificate.ofClient("cert_admin");
    private static final TestPostgres SERVER = PostgresServers.start(
            PostgresServers.versions().getLast(),
            new TestAccess(
                    Optional.of(SERVERS),
                    Optional.of(ADMINS),
                    List.of(
                            "hostssl all cert_admin,other_admin 127.0.0.1/32 cert",
                            "hostssl all both_admin 127.0.0.1/32 scram-sha-256 clientcert=verify-ca",
                            "hostssl all all 127.0.0.1/32 scram-sha-256")));

    @BeforeAll
    static void admins() {
        SERVER.sql(
                "postgres",
                "CREATE ROLE cert_admin LOGIN CREATEROLE",
                "CREATE DATABASE apps OWNER cert_admin",
                "CREATE ROLE both_admin LOGIN CREATEROLE PASSWORD 'secret'");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void theCertificateAloneLetsTheAdminInAndIsNoOpenDoor() {
        try (DatabaseServer database = open("cert_admin", Optional.of(SERVERS), Optional.of(ADMINS))) {
            ServerReport report = database.inspect();
            assertThat(report.ready()).isTrue();
            assertThat(report.advice()).isEmpty();
            assertThat(database.ensure(Given.wanted(), Given.ALL).logins()).hasSize(3);
        }
    }

    @Test
    void aClassWithoutOneIsToldThatItMayNeedOne() {
        for (String user : List.of("cert_admin", "both_admin")) {
            ServerException failure = failure(user, Optional.of(SERVERS), Optional.empty());
            assertThat(failure.reason()).isEqualTo(Reason.WRONG_PASSWORD);
            assertThat(failure.hint()).contains("only with a client certificate, which the class does not have");
        }
    }

    @Test
    void oneInAnotherNameOrByAnotherAuthorityIsRefused() {
        TestCertificate stranger = TestCertificate.ofClient("cert_admin");
        ServerException unknown = failure("cert_admin", Optional.of(SERVERS), Optional.of(stranger));
        assertThat(unknown.reason()).as(unknown.getMessage()).isEqualTo(Reason.TLS);
        assertThat(unknown.hint()).containsIgnoringCase("let the server trust whoever signed");

        SERVER.sql("postgres", "CREATE ROLE other_admin LOGIN");
        ServerException name = failure("other_admin", Optional.of(SERVERS), Optional.of(ADMINS));
        assertThat(name.reason()).isEqualTo(Reason.WRONG_PASSWORD);
        assertThat(name.hint()).contains("the client certificate is not in that name");
    }

    @Test
    void aMissingPasswordIsToldAsSuch() {
        SERVER.sql("postgres", "CREATE ROLE plain_admin LOGIN PASSWORD 'secret'");
        ServerException none = failure("plain_admin", Optional.of(SERVERS), Optional.of(ADMINS));
        assertThat(none.reason()).as(none.getMessage()).isEqualTo(Reason.WRONG_PASSWORD);
        assertThat(none.hint()).contains("Put the password of plain_admin");
    }

    @Test
    void theServersOwnCertificateIsVerifiedAllTheSame() {
        TestCertificate other = TestCertificate.selfSigned("127.0.0.1");
        for (Optional<TestCertificate> trusted : List.of(Optional.of(other), Optional.<TestCertificate>empty())) {
            ServerException failure = failure("cert_admin", trusted, Optional.of(ADMINS));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.TLS);
            assertThat(failure.hint()).contains("the CA that signed the server's certificate");
        }
    }

    private static ServerException failure(
            String user, Optional<TestCertificate> trusted, Optional<TestCertificate> shown) {
        try (DatabaseServer database = open(user, trusted, shown)) {
            throw new AssertionError("no failure: " + database.inspect());
        } catch (ServerException failure) {
            return failure;
        }
    }

    private static DatabaseServer open(
            String user, Optional<TestCertificate> trusted, Optional<TestCertificate> shown) {
        var url = new ServerUrl(SERVER.host(), SERVER.port(), "apps", user, Map.of());
        return DatabaseServer.open(
                new ServerAccess(
                        url,
                        Optional.of("secret").filter(password -> user.equals("both_admin")),
                        Optional.empty(),
                        trusted.map(TestCertificate::certificatePem),
                        shown.map(both -> new ClientCertificate(both.certificatePem(), both.keyPem()))),
                Optional.empty());
    }
}
