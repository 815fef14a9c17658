package dev.appdb.controller.cluster;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Job's pod tells of itself.
 *
 * @param name of the pod
 * @param waiting why it does not run yet, as {@code ImagePullBackOff: ...}
 * @param exitCode of the runner, once it has ended
 * @param termination the runner's last words, see {@link dev.appdb.migrate.exchange.RunResult}
 * @param imageRef which image the image volume really was, with its digest: {@code
 *     status.containerStatuses[].volumeMounts[].volumeStatus.image.imageRef}, which kubelets of 1.35 and later tell
 */
public record PodReport(
        String name,
        Optional<String> waiting,
        OptionalInt exitCode,
        Optional<String> termination,
        Optional<String> imageRef) {}
