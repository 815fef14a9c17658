package dev.appdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.cli.gate.GateCommand;
import dev.appdb.cli.terminal.Terminal;
import dev.appdb.migrate.run.RunnerMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code appdb}: the operator, the runner of its Jobs, the gate of apps' pods, and local mode. Exit codes: 0
 * done, 1 failed, 2 usage, 3 waiting for a person; the runner and the gate have their own, see their help.
 */
@Command(
        name = "appdb",
        description = "Schemas, roles and migrations in a shared PostgreSQL, as Kubernetes resources.",
        versionProvider = AppdbVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LocalCommand.class,
            GateCommand.class,
            OperatorCommand.class,
            RunCommand.class,
            VersionCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  appdb local demo examples/shop            from nothing to rows, without a cluster",
            "  appdb local up -f db/                     the database of your manifests, for developing",
            "  appdb gate --migration=shop --files=/db   an init container's command",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 waiting for a person."
        })
public final class Appdb implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explains the command.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    public static void main(String[] arguments) {
        // A Job's pod should live as short as it can: its command needs nothing of what comes below.
        if (List.of(arguments).equals(List.of("run"))) {
            RunnerMain.main(arguments);
            return;
        }
        CommandLine command = commandLine()
                .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8))
                .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8));
        Logging.configure(arguments);
        System.exit(command.execute(arguments));
    }

    /** To be run with {@code execute}. */
    static CommandLine commandLine() {
        return new CommandLine(new Appdb())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(120)
                .setParameterExceptionHandler(Mistakes::explainUsage)
                .setExecutionExceptionHandler(
                        (exception, command, parsed) -> Mistakes.explain(exception, errors(command.getCommandSpec())));
    }

    /** What the command writes to. */
    static Terminal output(CommandSpec spec) {
        return new Terminal(spec.commandLine().getOut(), hasColours(spec.commandLine()));
    }

    /** As {@link #output}, for progress while the output is for programs. */
    static Terminal errors(CommandSpec spec) {
        return new Terminal(spec.commandLine().getErr(), hasColours(spec.commandLine()));
    }

    private static boolean hasColours(CommandLine command) {
        return command.getColorScheme().ansi().enabled();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
