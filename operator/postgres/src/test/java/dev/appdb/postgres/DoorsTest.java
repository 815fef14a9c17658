package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAccess;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestCertificate;
import dev.appdb.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A server that lets people in by less than SCRAM is reported, by whom and by what. */
final class DoorsTest {
    private static final int VERSION = PostgresServers.versions().getLast();

    @Test
    void aServerThatAsksNobodyForAPassword() {
        try (TestPostgres server = PostgresServers.start(VERSION, TestAccess.of("host all all 127.0.0.1/32 trust"))) {
            assertThat(advice(server.createAdmin()))
                    .satisfiesExactly(
                            admin -> assertThat(admin).contains("lets the admin's login", "without a password"),
                            tenants -> assertThat(tenants).contains("lets tenants' logins in without a password"));
        }
    }

    @Test
    void aServerThatTrustsTenantsOnly() throws SQLException {
        try (TestPostgres server = PostgresServers.start(
                VERSION,
                TestAccess.of("host all +admins 127.0.0.1/32 scram-sha-256", "host all all 127.0.0.1/32 trust"))) {
            server.sql("postgres", "CREATE ROLE admins");
            TestAdmin admin = server.createAdmin();
            server.sql("postgres", "GRANT admins TO " + admin.user());
            assertThat(advice(admin)).singleElement().satisfies(told -> assertThat(told)
                    .contains("lets tenants' logins in"));
        }
    }

    @Test
    void oneThatWantsThePasswordInTheClear() {
        try (TestPostgres server =
                PostgresServers.start(VERSION, TestAccess.of("host all all 127.0.0.1/32 password"))) {
            assertThat(advice(server.createAdmin())).hasSize(2).allSatisfy(told -> assertThat(told)
                    .contains("in the clear"));
        }
    }

    @Test
    void anAdminWithAnOldHashIsToldHowToGetABetterOne() {
        try (TestPostgres server = PostgresServers.start(VERSION, TestAccess.of("host all all 127.0.0.1/32 md5"))) {
            TestAdmin admin = server.createAdmin();
            // the method's name alone says nothing: SCRAM is what it asks for where it can
            assertThat(advice(admin)).isEmpty();
            server.sql(
                    "postgres",
                    "SET password_encryption = md5",
                    "ALTER ROLE %s PASSWORD '%s'".formatted(admin.user(), admin.password()));
            assertThat(advice(admin)).singleElement().satisfies(told -> assertThat(told)
                    .contains("keeps an md5", admin.user()));
        }
    }

    @Test
    void askingLeavesNoErrorInTheServersLog() throws SQLException {
        TestCertificate certificate = TestCertificate.selfSigned("127.0.0.1");
        try (TestPostgres server = PostgresServers.start(VERSION, certificate)) {
            TestAdmin admin = server.createAdmin();
            var url = new ServerUrl(server.host(), server.port(), admin.database(), admin.user(), Map.of());
            ServerAccess access = Given.access(url, admin.password(), Optional.of(certificate.certificatePem()));
            try (DatabaseServer database = DatabaseServer.open(access, Optional.empty())) {
                assertThat(database.inspect().advice()).isEmpty();
                database.ensure(Given.wanted(), Given.ALL);
                assertThat(database.inspect().advice()).isEmpty();
            }
            assertThat(Given.askSuperuser(server, "postgres", "SELECT pg_read_file('server.log')")
                            .getFirst())
                    .doesNotContain("FATAL", "ERROR");
        }
    }

    private static List<String> advice(TestAdmin admin) {
        try (DatabaseServer database = Given.open(admin)) {
            return database.inspect().advice().stream()
                    // on 14 there is schema public, too
                    .filter(advice -> !advice.what().contains("schema public"))
                    .peek(advice -> admin.server().sql("postgres", advice.sql()))
                    .map(MissingPrivilege::what)
                    .toList();
        }
    }
}
