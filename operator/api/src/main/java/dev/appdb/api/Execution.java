package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a migration's Job runs. What is absent has the default that is named here.
 *
 * @param lockTimeout how long a statement waits for a lock, {@code 30s}
 * @param statementTimeout how long a statement may take; no bound
 * @param outOfOrder whether versions below the newest applied one still run; false
 * @param baselineVersion the version that a schema which is not empty and has no history is taken to have
 * @param backoffLimit how often a pod that failed for a passing reason is tried again, 3
 * @param activeDeadline of the Job, {@code 1h}
 * @param ttl how long the finished Job is kept, {@code 1d}; a minute at least, as its outcome is read from it
 * @param resources of the runner's container; requests of 50m CPU and 96Mi and a limit of 256Mi memory
 * @param serviceAccountName of the pod; it needs no rights, and its token is not mounted
 * @param nodeSelector of the pod
 * @param tolerations of the pod
 * @param affinity of the pod
 * @param imagePullSecrets of the pod
 * @param podMetadata more labels and annotations of the pod
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Execution(
        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String lockTimeout,

        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String statementTimeout,

        @Nullable Boolean outOfOrder,

        @Nullable @Size(max = 50) @Pattern("^[0-9]+([._][0-9]+)*$")
        String baselineVersion,

        @Nullable @Min(0) @Max(10) Integer backoffLimit,

        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String activeDeadline,

        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String ttl,

        @Nullable ResourceRequirements resources,
        @Nullable @Size(max = 253) String serviceAccountName,
        @Nullable Map<String, String> nodeSelector,
        @Nullable List<Toleration> tolerations,
        @Nullable Affinity affinity,
        @Nullable List<LocalObjectReference> imagePullSecrets,
        @Nullable PodMetadata podMetadata) {

    /**
     * @param labels of the pod; those of {@code appdb.dev} win
     * @param annotations of the pod, such as one that keeps a mesh's sidecar away
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PodMetadata(
            @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {}

    /** All defaults. */
    public static Execution defaults() {
        return new Execution(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
