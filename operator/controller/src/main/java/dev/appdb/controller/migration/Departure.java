package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.PodReport;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Deleting an AppMigration waits for its running Job, which would otherwise be ended in the middle of a statement; never
 * for a Job that cannot start, and never in a namespace that is going, where the Job goes too.
 */
final class Departure {
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** What has no running pod after so long is not about to have one. */
    private static final Duration TO_START = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final Clock clock;

    Departure(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** How long until the next look; empty if it may go. */
    Optional<Duration> waitsFor(AppMigration migration) {
        String namespace = migration.getMetadata().getNamespace();
        if (cluster.namespace(namespace).filter(Departure::stays).isEmpty()) {
            return Optional.empty();
        }
        return cluster.jobs(namespace, migration.getMetadata().getName()).stream()
                        .filter(job -> Owned.isOwner(migration, job))
                        .filter(job -> JobRun.of(migration, job).isGoing())
                        .anyMatch(this::isAtWork)
                ? Optional.of(AGAIN)
                : Optional.empty();
    }

    private static boolean stays(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() == null;
    }

    private boolean isAtWork(Job job) {
        boolean young = clock.instant()
                .isBefore(
                        Instant.parse(job.getMetadata().getCreationTimestamp()).plus(TO_START));
        Optional<PodReport> pod = cluster.newestPod(job);
        return young || pod.filter(it -> it.waiting().isEmpty()).isPresent();
    }
}
