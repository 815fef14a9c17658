package dev.appdb.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/**
 * A command that ran to its end in this process.
 *
 * @param exitCode of the command
 * @param out standard output
 * @param err standard error
 */
record Run(int exitCode, String out, String err) {

    static Run of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        return new Run(commandLine(out, err).execute(arguments), out.toString(), err.toString());
    }

    static CommandLine commandLine(StringWriter out, StringWriter err) {
        return Appdb.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(new ColorScheme.Builder(Ansi.OFF).build());
    }
}
