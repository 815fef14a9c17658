package dev.appdb.cli;

import dev.appdb.api.AppMigration;
import dev.appdb.cli.gate.DurationConverter;
import dev.appdb.cli.local.LocalMode;
import dev.appdb.cli.local.LocalOptions;
import dev.appdb.cli.local.Summary;
import dev.appdb.cli.manifest.ManifestChanges;
import dev.appdb.cli.manifest.ManifestException;
import dev.appdb.cli.manifest.Manifests;
import dev.appdb.cli.terminal.Terminal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        header = "Makes the databases of manifests on an embedded PostgreSQL.",
        description = {
            "Keeps the databases of your manifests on an embedded PostgreSQL as the manifests say,",
            "following your edits, until Ctrl-C. A class that no manifest defines is a database of that PostgreSQL.",
            "Connection Secrets become files that only you can read; what would be a pod of an app is not run."
        },
        footer = {
            "",
            "Examples:",
            "  appdb local up -f examples/shop",
            "  appdb local up -f db/ --data .appdb --port 5433     keeps the data, at the same port each time",
            "  appdb local up -f db/ --once                        in CI: do the migrations run on an empty database?",
            "  appdb local up -f db/ --once -o yaml                the resources with their status",
            "  appdb local up -f db/ --image registry/shop:1.2=.   your working copy in place of the image",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage."
        })
final class LocalUpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE|DIR",
            description = "Manifests: a file, or a folder's .yaml, .yml and .json files. May be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Of the resources that name none; '${DEFAULT-VALUE}' by default.")
    private String namespace = "default";

    @Option(names = "--once", description = "Ends when all is done, with exit code 1 if something is not ready.")
    private boolean once;

    @Option(
            names = "--timeout",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "With --once: gives up after so long; ${DEFAULT-VALUE} by default.")
    private Duration timeout = Duration.ofMinutes(2);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "yaml",
            description = "Prints the resources with their status at the end; progress then goes to standard error.")
    private @Nullable Output output;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps the server's data and the Secrets' files there. Otherwise they go at the end.")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "Of the embedded PostgreSQL; a free one by default.")
    private int port;

    @Option(
            names = "--image",
            paramLabel = "REFERENCE=DIR",
            description = "The folder that stands for an image's content. May be repeated.")
    private Map<String, Path> images = new TreeMap<>();

    /** How to print resources. */
    enum Output {
        yaml
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = output == null ? Appdb.output(spec) : Appdb.errors(spec);
        var changes = new ManifestChanges(new Manifests(namespace), files);
        List<HasMetadata> resources = changes.read();
        check(resources);
        var options = new LocalOptions(Optional.ofNullable(data), port, images);
        try (var local = LocalMode.start(options, terminal)) {
            var summary = new Summary(local, terminal);
            summary.ofIgnored(resources);
            local.apply(resources);
            boolean ready = local.settle(timeout);
            summary.print();
            if (output != null) {
                summary.yaml(spec.commandLine().getOut());
            }
            if (once) {
                return ready ? 0 : 1;
            }
            follow(local, changes, terminal);
            return 0;
        }
    }

    private void check(List<HasMetadata> resources) {
        for (HasMetadata resource : resources) {
            if (resource instanceof AppMigration migration
                    && migration.getSpec().source().image() != null
                    && !images.containsKey(migration.getSpec().source().image().reference())) {
                String reference = migration.getSpec().source().image().reference();
                throw new ParameterException(
                        spec.commandLine(),
                        "AppMigration %s takes its source from the image %s: say --image %s=DIR with a folder that has the image's content"
                                .formatted(migration.getMetadata().getName(), reference, reference));
            }
        }
    }

    private static void follow(LocalMode local, ManifestChanges changes, Terminal terminal)
            throws InterruptedException {
        terminal.line("");
        terminal.line("Follows the manifests until Ctrl-C.");
        while (!Thread.interrupted()) { // cleared, so that closing is not disturbed
            try {
                changes.sinceLastRead().ifPresent(resources -> {
                    terminal.line("The manifests changed.");
                    local.apply(resources);
                });
            } catch (ManifestException e) {
                terminal.failed(e.getMessage() + "; what was there before stays");
            }
            local.step();
            local.idle();
        }
    }
}
