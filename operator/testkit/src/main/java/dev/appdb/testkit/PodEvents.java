package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Warnings about one pod, each said once. */
final class PodEvents {
    private final KubernetesClient client;
    private final Pod pod;
    private final Set<String> said = new HashSet<>();

    PodEvents(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
    }

    void warn(String reason, String message) {
        if (!said.add(reason + message)) {
            return;
        }
        String now = ContainerStates.time(Instant.now());
        client.v1()
                .events()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(pod.getMetadata().getName() + ".")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endInvolvedObject()
                        .withNewSource("kubelet", null)
                        .withType("Warning")
                        .withReason(reason)
                        .withMessage(message)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }
}
