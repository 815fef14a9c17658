package dev.appdb.cli;

import dev.appdb.author.console.ConsoleException;
import dev.appdb.author.embedded.EmbeddedServerException;
import dev.appdb.cli.manifest.ManifestException;
import dev.appdb.cli.terminal.Terminal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** Says what went wrong: a user's mistake in one line, a fault of this program with where it happened. */
final class Mistakes {
    private Mistakes() {}

    /** One line, and where to read more: the whole help would hide what is wrong. */
    static int explainUsage(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        Terminal errors = Appdb.errors(command.getCommandSpec());
        errors.failed(String.valueOf(exception.getMessage()));
        errors.line(
                "  '%s --help' explains it".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    /** The exit code. */
    static int explain(Exception exception, Terminal errors) {
        String message = String.valueOf(exception.getMessage());
        switch (exception) {
            case ManifestException wrong -> {
                errors.failed(message);
                return ExitCode.USAGE;
            }
            case EmbeddedServerException server -> errors.failed(message);
            case ConsoleException query -> errors.failed(message);
            case UncheckedIOException io -> errors.failed("%s: %s".formatted(message, io.getCause()));
            case KubernetesClientException cluster -> errors.failed("the cluster: " + message);
            case OperatorException start -> errors.failed(message);
            case IllegalArgumentException wrong -> errors.failed(message);
            default -> {
                errors.failed("a fault of appdb itself, please report it: " + exception);
                for (StackTraceElement frame : exception.getStackTrace()) {
                    errors.line("    at " + frame);
                }
            }
        }
        return ExitCode.SOFTWARE;
    }
}
