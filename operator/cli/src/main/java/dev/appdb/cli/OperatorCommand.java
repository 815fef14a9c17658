package dev.appdb.cli;

import dev.appdb.controller.operator.Operator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

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
    @Override
    public Integer call() {
        Operator.main(new String[0]);
        return 0;
    }
}
