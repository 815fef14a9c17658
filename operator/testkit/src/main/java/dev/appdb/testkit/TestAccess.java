package dev.appdb.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a test server lets people in. The superuser {@code postgres} needs no password, whatever else is said.
 *
 * @param server its certificate, if it has TLS
 * @param clients the authority of its clients' certificates
 * @param hba lines of {@code pg_hba.conf}, for everybody but the superuser
 */
public record TestAccess(Optional<TestCertificate> server, Optional<TestCertificate> clients, List<String> hba) {
    static final String CLIENTS = "clients.crt";

    public TestAccess {
        hba = List.copyOf(hba);
    }

    /** SCRAM for everybody. */
    public static TestAccess usual() {
        return of("host all all 127.0.0.1/32 scram-sha-256");
    }

    /** Without TLS. */
    public static TestAccess of(String... hba) {
        return new TestAccess(Optional.empty(), Optional.empty(), List.of(hba));
    }

    /** SCRAM for everybody, by TLS only. */
    public static TestAccess encrypted(TestCertificate server) {
        return new TestAccess(
                Optional.of(server), Optional.empty(), List.of("hostssl all all 127.0.0.1/32 scram-sha-256"));
    }

    boolean tls() {
        return server.isPresent();
    }

    void writeTo(Path data) throws IOException {
        List<String> lines = new ArrayList<>(List.of("host all postgres 127.0.0.1/32 trust"));
        lines.addAll(hba);
        Files.write(data.resolve("pg_hba.conf"), lines);
        if (server.isPresent()) {
            Files.writeString(data.resolve("server.crt"), server.get().certificatePem());
            Path key =
                    Files.writeString(data.resolve("server.key"), server.get().keyPem());
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        if (clients.isPresent()) {
            Files.writeString(data.resolve(CLIENTS), clients.get().certificatePem());
        }
    }
}
