package dev.appdb.migrate.run;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.testkit.PostgresServers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TimingProbe {
    @Test
    void probe() throws Exception {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        RunRequest request = Source.of("V1__a.sql", "SELECT 1;").request();
        String cp = Files.readString(Path.of("/tmp/hm-migrate/cp.txt")).strip() + ":target/classes";
        for (int n = 0; n < 6; n++) {
            ProcessBuilder b = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", cp, "dev.appdb.migrate.run.RunnerMain");
            b.environment().putAll(tenant.environment("migrator"));
            b.environment().put("APPDB_RUN", request.toJson());
            b.redirectErrorStream(true);
            long t = System.nanoTime();
            Process p = b.start();
            String out = new String(p.getInputStream().readAllBytes());
            p.waitFor();
            System.out.println("TIMING " + (System.nanoTime() - t) / 1000000 + " ms " + out.replace("\n", " | "));
        }
    }
}
