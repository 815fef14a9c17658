package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Tells the API server how the pod is, after each change, in a kubelet's words. */
final class PodStatusReport {
    private final KubernetesClient client;
    private final Pod pod;
    private final PodEvents events;
    private final Map<String, ContainerStatus> init = new LinkedHashMap<>();
    private final Map<String, ContainerStatus> main = new LinkedHashMap<>();
    private final Map<String, PodCondition> conditions = new LinkedHashMap<>();
    private final String startTime = ContainerStates.time(Instant.now());
    private String phase = "Pending";

    PodStatusReport(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
        this.events = new PodEvents(client, pod);
        boolean none = pod.getSpec().getInitContainers().isEmpty();
        pod.getSpec()
                .getInitContainers()
                .forEach(one -> init.put(one.getName(), ContainerStates.created(one, "PodInitializing")));
        pod.getSpec()
                .getContainers()
                .forEach(one -> main.put(
                        one.getName(), ContainerStates.created(one, none ? "ContainerCreating" : "PodInitializing")));
    }

    synchronized void bound() {
        condition("PodScheduled", true, "");
        condition("Initialized", init.isEmpty(), init.isEmpty() ? "" : "ContainersNotInitialized");
        ready("ContainersNotReady");
        push();
    }

    /** No container is made before all volumes are; the Event tells why. */
    synchronized void allWait(NotYet why) {
        events.warn(why.isMount() ? "FailedMount" : "FailedCreatePodContainer", why.getMessage());
    }

    synchronized void waits(String container, NotYet why) {
        ContainerState state = ContainerStates.waiting(why.reason(), why.getMessage());
        if (!state.equals(status(container).getState())) {
            change(container, status -> new ContainerStatusBuilder(status)
                    .withState(state)
                    .build());
            events.warn("Failed", "Error: " + why.getMessage());
        }
    }

    synchronized void runs(Container container, ContainerProcess process) {
        if (main.containsKey(container.getName())) {
            phase = "Running";
        }
        change(container.getName(), status -> new ContainerStatusBuilder(status)
                .withState(ContainerStates.running(process.started()))
                .withStarted(true)
                .withReady(main.containsKey(container.getName()))
                .withContainerID("process://" + process.pid())
                .withImageID(ImageDigest.of(container.getImage()))
                .build());
    }

    synchronized void ended(String container, ContainerProcess.End end) {
        change(container, status -> new ContainerStatusBuilder(status)
                .withState(ContainerStates.terminated(end))
                .withStarted(false)
                .withReady(init.containsKey(container) && end.exitCode() == 0)
                .build());
    }

    synchronized void backsOff(String container, int restarts) {
        change(container, status -> new ContainerStatusBuilder(status)
                .withLastState(status.getState())
                .withState(ContainerStates.waiting("CrashLoopBackOff", "back-off restarting failed container"))
                .withRestartCount(restarts)
                .build());
    }

    synchronized void initialized() {
        condition("Initialized", true, "");
    }

    synchronized void finished(boolean succeeded) {
        phase = succeeded ? "Succeeded" : "Failed";
        ready(succeeded ? "PodCompleted" : "PodFailed");
        push();
    }

    private void change(String container, UnaryOperator<ContainerStatus> change) {
        (init.containsKey(container) ? init : main).computeIfPresent(container, (name, old) -> change.apply(old));
        ready(phase.equals("Running") ? "ContainersNotReady" : "");
        push();
    }

    private ContainerStatus status(String container) {
        return Objects.requireNonNull(init.containsKey(container) ? init.get(container) : main.get(container));
    }

    private void ready(String reasonIfNot) {
        boolean all = main.values().stream().allMatch(ContainerStatus::getReady);
        condition("ContainersReady", all, all ? "" : reasonIfNot);
        condition("Ready", all, all ? "" : reasonIfNot);
    }

    private void condition(String type, boolean holds, String reason) {
        String status = holds ? "True" : "False";
        String since = Optional.ofNullable(conditions.get(type))
                .filter(old -> old.getStatus().equals(status))
                .map(PodCondition::getLastTransitionTime)
                .orElseGet(() -> ContainerStates.time(Instant.now()));
        conditions.put(
                type,
                new PodConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(reason.isEmpty() ? null : reason)
                        .withLastTransitionTime(since)
                        .build());
    }

    private void push() {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(found -> new PodBuilder(found)
                        .editStatus()
                        .withPhase(phase)
                        .withStartTime(startTime)
                        .withHostIP(Loopback.HOST)
                        .withPodIP(Loopback.HOST)
                        .withPodIPs(new PodIP(Loopback.HOST))
                        .withConditions(List.copyOf(conditions.values()))
                        .withInitContainerStatuses(List.copyOf(init.values()))
                        .withContainerStatuses(List.copyOf(main.values()))
                        .endStatus()
                        .build());
    }
}
