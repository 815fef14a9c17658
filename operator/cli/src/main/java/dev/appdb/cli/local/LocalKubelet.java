package dev.appdb.cli.local;

import dev.appdb.cli.pod.JobPod;
import dev.appdb.controller.cluster.PodReport;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs new Jobs in threads of this process, and tries again as the Job controller does, only sooner. */
final class LocalKubelet {
    /** The runner's exit code for what only a person can heal, as the Job's own podFailurePolicy has it. */
    private static final int NEEDS_PERSON = 2;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final LocalCluster cluster;
    private final JobPod pod;
    private final Clock clock;
    private final Set<Key> started = new HashSet<>();
    private final AtomicInteger running = new AtomicInteger();

    LocalKubelet(LocalCluster cluster, JobPod pod, Clock clock) {
        this.cluster = cluster;
        this.pod = pod;
        this.clock = clock;
    }

    /** Starts the Jobs that nobody started yet. */
    void startNew(Iterable<Job> jobs) {
        for (Job job : jobs) {
            if (started.add(Key.of(job))) {
                running.incrementAndGet();
                Thread.ofVirtual().name(job.getMetadata().getName()).start(() -> run(job));
            }
        }
    }

    boolean isIdle() {
        return running.get() == 0;
    }

    private void run(Job job) {
        try {
            int failures = 0;
            while (true) {
                PodReport report = pod.run(job);
                Optional<Job> ended = ended(job, report, failures);
                cluster.report(ended.orElse(job), report);
                if (ended.isPresent()) {
                    return;
                }
                failures += report.exitCode().isPresent() ? 1 : 0;
                Thread.sleep(BETWEEN_LOOKS.multipliedBy(1L << Math.clamp(failures, 0, 5)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private Optional<Job> ended(Job job, PodReport report, int failuresBefore) {
        if (report.exitCode().isEmpty()) {
            return Optional.empty();
        }
        int exitCode = report.exitCode().getAsInt();
        if (exitCode == 0) {
            return Optional.of(with(job, "Complete", "CompletionsReached", "the pod succeeded"));
        }
        if (exitCode == NEEDS_PERSON) {
            return Optional.of(with(job, "Failed", "PodFailurePolicy", "the runner says that a person has to help"));
        }
        return failuresBefore < job.getSpec().getBackoffLimit()
                ? Optional.empty()
                : Optional.of(with(job, "Failed", "BackoffLimitExceeded", "the pod failed too often"));
    }

    private Job with(Job job, String condition, String reason, String message) {
        String now = clock.instant().toString();
        return new JobBuilder(job)
                .editOrNewStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now)
                .endCondition()
                .endStatus()
                .build();
    }
}
