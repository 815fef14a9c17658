package dev.appdb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "local",
        description = "Databases on this machine, from the manifests of the cluster: no cluster needed.",
        subcommands = {LocalUpCommand.class, LocalDemoCommand.class})
final class LocalCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command of appdb local?");
    }
}
