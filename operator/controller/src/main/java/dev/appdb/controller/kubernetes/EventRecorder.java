package dev.appdb.controller.kubernetes;

import dev.appdb.controller.status.Notice;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events. They are for people and may be missing: nothing waits for one, nothing fails with one. */
final class EventRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

    /** The API server refuses more. */
    private static final int LONGEST_MESSAGE = 1024;

    /** Where Events about cluster-scoped resources are. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Clock clock;

    EventRecorder(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    void record(HasMetadata about, Notice notice) {
        LOG.info(
                "{} {}: {}: {}",
                about.getKind(),
                about.getMetadata().getNamespace() == null
                        ? about.getMetadata().getName()
                        : about.getMetadata().getNamespace() + "/"
                                + about.getMetadata().getName(),
                notice.reason(),
                notice.message());
        try {
            client.resource(event(about, notice)).create();
        } catch (KubernetesClientException e) {
            LOG.info("an Event could not be written: {}", e.getMessage());
        }
    }

    private Event event(HasMetadata about, Notice notice) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = notice.message();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(
                        Optional.ofNullable(about.getMetadata().getNamespace()).orElse(DEFAULT_NAMESPACE))
                .withGenerateName(about.getMetadata().getName() + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .withResourceVersion(about.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(notice.warning() ? "Warning" : "Normal")
                .withReason(notice.reason().name())
                .withMessage(
                        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent("appdb")
                .endSource()
                .withReportingComponent("appdb.dev/operator")
                .build();
    }
}
