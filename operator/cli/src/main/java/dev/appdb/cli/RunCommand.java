package dev.appdb.cli;

import dev.appdb.migrate.run.RunnerMain;
import picocli.CommandLine.Command;

/** Only for the list of commands: {@link Appdb#main} does not come here. */
@Command(
        name = "run",
        header = "Runs a migration: what a Job's container does.",
        description = {
            "Reads APPDB_RUN and the keys of a connection Secret from the environment.",
            "Exit codes: 0 done, 1 failed and may heal by itself, 2 needs a person."
        })
final class RunCommand implements Runnable {
    @Override
    public void run() {
        RunnerMain.main(new String[] {"run"});
    }
}
