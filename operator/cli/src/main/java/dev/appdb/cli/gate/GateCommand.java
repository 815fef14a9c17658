package dev.appdb.cli.gate;

import dev.appdb.migrate.gate.GateMain;
import dev.appdb.migrate.gate.GateOptions;
import dev.appdb.migrate.gate.Want;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The gate, by its own process. */
@Command(
        name = "gate",
        header = "Waits until the database has what a pod was built for.",
        description = {
            "An init container's command. Reads the keys of the connection Secret <database>-db from the environment (envFrom); asks the database only."
        },
        footer = {
            "",
            "Examples:",
            "  appdb gate --migration=shop --files=/source              every migration and row file in that folder",
            "  appdb gate --migration=shop --image=registry/shop:1.2    what a run of this image brought",
            "  appdb gate --migration=shop --version=8                  this very version",
            "",
            "Exit codes: 0 open, 1 not open in time, 2 a person has to help."
        })
public final class GateCommand implements Callable<Integer> {
    @Option(names = "--migration", required = true, paramLabel = "NAME", description = "The AppMigration's name.")
    private String migration = "";

    @ArgGroup(multiplicity = "1")
    private Wanted wanted = new Wanted();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Gives up after so long, as 30s or 10m; 10m by default.")
    private Duration timeout = GateOptions.DEFAULT_TIMEOUT;

    @Option(
            names = "--history-table",
            paramLabel = "NAME",
            description = "Where applied migrations are kept, if that is not the usual table.")
    private @Nullable String historyTable;

    /** Exactly one of these. */
    static final class Wanted {
        @Option(names = "--files", paramLabel = "DIR", description = "All that this folder holds is applied.")
        private @Nullable Path files;

        @Option(names = "--image", paramLabel = "REFERENCE", description = "All that this image holds is applied.")
        private @Nullable String image;

        @Option(names = "--version", paramLabel = "VERSION", description = "This version is applied.")
        private @Nullable String version;

        Want want() {
            if (files != null) {
                return new Want.Files(files);
            }
            return image == null ? new Want.Version(Optional.ofNullable(version).orElse("")) : new Want.Image(image);
        }
    }

    @Override
    public Integer call() {
        return GateMain.run(options(), System.getenv(), System.out);
    }

    /**
     * What these arguments ask for; {@code gate} itself is not one of them.
     *
     * @throws CommandLine.ParameterException if they are wrong
     */
    public static GateOptions parse(List<String> arguments) {
        var command = new GateCommand();
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
        return command.options();
    }

    private GateOptions options() {
        return new GateOptions(migration, wanted.want(), timeout, Optional.ofNullable(historyTable));
    }
}
