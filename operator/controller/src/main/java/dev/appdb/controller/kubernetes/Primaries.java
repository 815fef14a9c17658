package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.migration.MigrationReconciliation;
import java.util.List;
import java.util.Map;

/** The three kinds of resource that are reconciled. */
public record Primaries(
        Primary<AppDatabaseClass> classes, Primary<AppDatabase> databases, Primary<AppMigration> migrations) {
    /** Index of AppMigrations by their AppDatabase, {@code namespace/name}. */
    static final String BY_DATABASE = "by-database";

    /** Index of AppMigrations by each ConfigMap that they read, {@code namespace/name}. */
    static final String BY_CONFIG_MAP = "by-config-map";

    public Primaries() {
        this(
                new Primary<>("classes", Map.of()),
                new Primary<>("databases", Map.of()),
                new Primary<>(
                        "migrations",
                        Map.of(
                                BY_DATABASE,
                                migration -> List.of(key(
                                        migration.getMetadata().getNamespace(),
                                        migration.getSpec().databaseRef().name())),
                                BY_CONFIG_MAP,
                                migration -> MigrationReconciliation.configMaps(migration).stream()
                                        .map(name -> key(migration.getMetadata().getNamespace(), name))
                                        .toList())));
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
