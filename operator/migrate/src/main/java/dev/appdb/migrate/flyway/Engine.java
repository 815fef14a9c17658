package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.FailedRun;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ClassProvider;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Flyway's open edition over the run's one session, given its scripts in memory and nothing to scan. */
final class Engine {
    private final Scripts scripts;
    private final Flyway flyway;

    Engine(Connection sql, History history, Scripts scripts, EngineOptions options, Progress progress) {
        this.scripts = scripts;
        FluentConfiguration configuration = new FluentConfiguration(Engine.class.getClassLoader())
                .loggers(QuietLog.class.getName())
                .dataSource(new OneConnection(sql))
                .defaultSchema(history.table().schema())
                .schemas(history.table().schema())
                .createSchemas(false)
                .table(history.table().name())
                .resourceProvider(new MemoryResources(scripts.texts()))
                .javaMigrationClassProvider(new NoJavaMigrations())
                .callbacks(progress)
                .placeholders(options.placeholders())
                .outOfOrder(options.outOfOrder())
                .target(options.target().orElse(MigrationVersion.LATEST))
                // A repeatable that the source no longer has stays as it is.
                .ignoreMigrationPatterns("*:pending", "*:future", "repeatable:missing")
                .cleanDisabled(true);
        // Under the transactional lock CREATE INDEX CONCURRENTLY hangs, and a script that fails outside a transaction
        // loses its row in the history.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        this.flyway = configuration.load();
    }

    /** Every migration of the source and of the history. */
    List<MigrationInfo> infos() {
        return asking(() -> List.of(flyway.info().all()));
    }

    /** What keeps the source from being applied to this history. */
    List<ValidateOutput> contradictions() {
        return asking(() -> flyway.validateWithResult().invalidMigrations);
    }

    void migrate() {
        asking(flyway::migrate);
    }

    private <T> T asking(java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (FlywayException e) {
            throw new FailedRun(EngineFailure.of(e, scripts), e);
        }
    }

    private static final class NoJavaMigrations implements ClassProvider<JavaMigration> {
        @Override
        public Collection<Class<? extends JavaMigration>> getClasses() {
            return List.of();
        }
    }
}
