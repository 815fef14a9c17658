package dev.appdb.controller.kubernetes;

import dev.appdb.controller.cluster.PodReport;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from a Job's pod what became of the runner. */
final class JobPod {
    /** Why every container waits at first. */
    private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing");

    private final Pod pod;
    private final Optional<ContainerStatus> container;

    JobPod(Pod pod) {
        this.pod = pod;
        this.container = status().map(PodStatus::getContainerStatuses).stream()
                .flatMap(List::stream)
                .findFirst();
    }

    PodReport report() {
        Optional<ContainerStateTerminated> ended =
                container.map(ContainerStatus::getState).map(ContainerState::getTerminated);
        return new PodReport(
                pod.getMetadata().getName(),
                waits().or(this::unschedulable),
                ended.map(ContainerStateTerminated::getExitCode)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                ended.map(ContainerStateTerminated::getMessage),
                imageRef());
    }

    private Optional<String> waits() {
        return container
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .filter(waiting -> waiting.getReason() != null && !USUAL.contains(waiting.getReason()))
                .map(waiting -> said(waiting.getReason(), waiting.getMessage()));
    }

    private Optional<String> unschedulable() {
        return status().map(PodStatus::getConditions).stream()
                .flatMap(List::stream)
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .findFirst()
                .map((PodCondition condition) -> said(condition.getReason(), condition.getMessage()));
    }

    private Optional<PodStatus> status() {
        return Optional.ofNullable(pod.getStatus());
    }

    private static String said(String reason, @Nullable String message) {
        return message == null ? reason : reason + ": " + message;
    }

    /** Younger than the client's model of a pod. */
    private Optional<String> imageRef() {
        return container.map(ContainerStatus::getVolumeMounts).stream()
                .flatMap(List::stream)
                .flatMap(mount -> at(mount.getAdditionalProperties(), "volumeStatus", "image", "imageRef"))
                .findFirst();
    }

    private static Stream<String> at(Map<String, Object> properties, String... path) {
        Object found = properties;
        for (String part : path) {
            found = found instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return found instanceof String text ? Stream.of(text) : Stream.empty();
    }
}
