package dev.appdb.cli;

import dev.appdb.controller.operator.Operator;
import dev.appdb.controller.operator.OperatorConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "operator",
        header = "Runs the operator.",
        description = {
            "Until it is told to stop.",
            "Configured by the environment: APPDB_IMAGE, APPDB_CLUSTER_ID and APPDB_NAMESPACE are required;",
            "APPDB_WATCH_NAMESPACES, APPDB_IMAGE_PULL_POLICY, APPDB_HEALTH_PORT and APPDB_LEADER_ELECTION have defaults.",
            "The cluster is that of KUBECONFIG, or the one whose pod this runs in."
        })
final class OperatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Operator.run(config());
        return 0;
    }

    private OperatorConfig config() {
        try {
            return OperatorConfig.fromEnvironment(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
