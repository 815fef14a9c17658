package dev.appdb.cli.demo;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppMigration;
import dev.appdb.cli.local.LocalMode;
import dev.appdb.cli.local.Summary;
import dev.appdb.cli.manifest.Manifests;
import dev.appdb.cli.terminal.Terminal;
import dev.appdb.migrate.gate.GateVerdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An example's way from nothing to rows, and on to its next release. */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalMode local;
    private final Terminal terminal;
    private final Path directory;
    private final DatabaseTour databases;
    private final long start = System.nanoTime();

    public Demo(LocalMode local, Terminal terminal, Path directory) {
        this.local = local;
        this.terminal = terminal;
        this.directory = directory;
        this.databases = new DatabaseTour(local, terminal, directory.resolve("queries"));
    }

    /** Whether all became ready. */
    public boolean run() throws InterruptedException {
        boolean ready = apply("Applies " + directory, directory);
        if (!ready) {
            return false;
        }
        local.all(AppDatabase.class).forEach(databases::show);
        local.all(AppMigration.class).forEach(databases::show);
        databases.query();
        Path next = directory.resolve("next");
        if (Files.isDirectory(next)) {
            ready = apply("One release later: applies " + next, next);
            local.all(AppMigration.class).forEach(databases::show);
            databases.query();
        }
        terminal.heading("Done in " + elapsed());
        terminal.line("To go on by hand: bin/appdb local up -f " + directory);
        return ready;
    }

    private String elapsed() {
        return "%.1f s".formatted((System.nanoTime() - start) / 1e9);
    }

    private boolean apply(String heading, Path manifests) throws InterruptedException {
        terminal.heading("%s (at %s)".formatted(heading, elapsed()));
        List<HasMetadata> resources = new Manifests("default").read(List.of(manifests));
        var summary = new Summary(local, terminal);
        summary.ofIgnored(resources);
        local.apply(resources);
        gates();
        boolean ready = local.settle(PATIENCE);
        gates();
        if (!ready) {
            summary.print();
        }
        return ready;
    }

    /** Local mode runs no pods, but it asks what their gates ask. */
    private void gates() {
        local.gates().forEach((deployment, verdict) -> {
            String gate = "the gate of Deployment/%s ".formatted(deployment);
            switch (verdict) {
                case GateVerdict.Open open -> terminal.done(gate + "opens: " + open.reason());
                case GateVerdict.Wait wait -> terminal.going(gate + "waits: " + wait.reason());
                case GateVerdict.Refused refused -> terminal.failed(gate + "refuses: " + refused.reason());
            }
        });
    }
}
