package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The states of a container as a kubelet writes them. */
final class ContainerStates {
    private ContainerStates() {}

    static ContainerStatus created(Container container, String reason) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withRestartCount(0)
                .withReady(false)
                .withStarted(false)
                .withState(waiting(reason, ""))
                .build();
    }

    static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message.isEmpty() ? null : message)
                .endWaiting()
                .build();
    }

    static ContainerState running(Instant started) {
        return new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(time(started))
                .endRunning()
                .build();
    }

    static ContainerState terminated(ContainerProcess.End end) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(end.exitCode())
                .withReason(end.reason())
                .withMessage(end.message().isEmpty() ? null : end.message())
                .withStartedAt(time(end.started()))
                .withFinishedAt(time(end.finished()))
                .endTerminated()
                .build();
    }

    /** Kubernetes keeps whole seconds. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
