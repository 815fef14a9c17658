package dev.appdb.cli;

import dev.appdb.cli.demo.Demo;
import dev.appdb.cli.local.LocalMode;
import dev.appdb.cli.local.LocalOptions;
import dev.appdb.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        header = "Shows an example from nothing to rows.",
        description = {
            "Applies DIR, shows what was made, asks the queries of DIR/queries/*.sql,",
            "then applies DIR/next, the example one release later, and shows what changed. Leaves nothing behind."
        },
        footer = {"", "Example:", "  appdb local demo examples/shop"})
final class LocalDemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "The example's folder.")
    private Path directory = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Appdb.output(spec);
        try (var local = LocalMode.start(LocalOptions.temporary(), terminal)) {
            return new Demo(local, terminal, directory).run() ? 0 : 1;
        }
    }
}
