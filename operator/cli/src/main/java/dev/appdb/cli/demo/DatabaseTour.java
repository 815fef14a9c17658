package dev.appdb.cli.demo;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.author.console.Console;
import dev.appdb.author.console.Table;
import dev.appdb.cli.local.LocalMode;
import dev.appdb.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows what is in a database and its Secrets, as the app's own login sees it. */
final class DatabaseTour {
    private final LocalMode local;
    private final Terminal terminal;
    private final Path queries;

    DatabaseTour(LocalMode local, Terminal terminal, Path queries) {
        this.local = local;
        this.terminal = terminal;
        this.queries = queries;
    }

    /** Secrets, roles and tables. */
    void show(AppDatabase database) {
        String name = database.getMetadata().getName();
        String namespace = database.getMetadata().getNamespace();
        terminal.heading("AppDatabase %s: schema %s"
                .formatted(name, Objects.requireNonNull(database.getStatus()).schema()));
        terminal.line("Secrets, without their values:");
        Stream.of(AppDb.appSecret(name), AppDb.migratorSecret(name), AppDb.readonlySecret(name))
                .forEach(secret -> local.secret(namespace, secret)
                        .ifPresent(keys -> terminal.line("  %s (%s): %s"
                                .formatted(secret, keys.get("username"), String.join(" ", keys.keySet())))));
        console(database).ifPresent(console -> {
            terminal.line("");
            terminal.line("Roles:");
            print(console.roles());
            terminal.line("");
            terminal.line("Tables, as %s sees them:".formatted(AppDb.appSecret(name)));
            print(console.tables());
        });
    }

    /** The history, and what was done to static data. */
    void show(AppMigration migration) {
        AppMigrationStatus status = Objects.requireNonNull(migration.getStatus());
        terminal.heading(
                "AppMigration %s: version %s".formatted(migration.getMetadata().getName(), status.currentVersion()));
        print(new Table(
                List.of("version", "description", "file", "ms"),
                Optional.ofNullable(status.applied()).orElse(List.of()).stream()
                        .map(it -> List.of(
                                text(it.version()), text(it.description()), text(it.file()), text(it.milliseconds())))
                        .toList()));
        terminal.line("");
        terminal.line("Static data of the last run:");
        print(new Table(
                List.of("table", "inserted", "updated", "unchanged", "deleted"),
                Optional.ofNullable(status.staticData()).orElse(List.of()).stream()
                        .map(it -> List.of(
                                it.table(),
                                text(it.inserted()),
                                text(it.updated()),
                                text(it.unchanged()),
                                text(it.deleted())))
                        .toList()));
    }

    /** The example's own questions, to its first database. */
    void query() {
        local.all(AppDatabase.class).stream().findFirst().flatMap(this::console).ifPresent(console -> files().forEach(
                        file -> {
                            terminal.heading(file.toString());
                            print(console.query(read(file)));
                        }));
    }

    private Optional<Console> console(AppDatabase database) {
        Optional<Map<String, String>> secret = local.secret(
                database.getMetadata().getNamespace(),
                AppDb.appSecret(database.getMetadata().getName()));
        return secret.map(Console::new);
    }

    private void print(Table table) {
        table.lines().forEach(line -> terminal.line("  " + line));
    }

    private List<Path> files() {
        if (!Files.isDirectory(queries)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(queries)) {
            return entries.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + queries, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
