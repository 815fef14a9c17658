package dev.appdb.migrate.run;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TestTenant;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;

/** The history as the engine makes it when nobody makes it first. */
final class EngineOwnHistory {
    private EngineOwnHistory() {}

    static void make(TestTenant tenant) {
        make(tenant, TestTenant.Source.of("V1__a.sql", "SELECT 1;").directory());
    }

    /** Migrates as any other tool that uses the engine would. */
    static void make(TestTenant tenant, Path source) {
        TenantConnection as = tenant.migrator();
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://%s:%d/%s".formatted(as.host(), as.port(), as.database()),
                        as.user(),
                        as.password())
                .defaultSchema(as.schema())
                .locations("filesystem:" + source)
                .load()
                .migrate();
    }
}
