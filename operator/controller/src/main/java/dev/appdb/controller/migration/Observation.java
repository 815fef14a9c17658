package dev.appdb.controller.migration;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.PodReport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a decision may depend on besides the resource itself, read once at the start of a pass.
 *
 * @param configMaps those of the source that are there
 * @param neighbours the AppMigrations of the namespace, this one among them
 * @param jobs of this AppMigration
 * @param pod of the newest of these Jobs
 * @param copies ConfigMaps that the operator made of inline files
 */
record Observation(
        Instant now,
        Optional<AppDatabase> database,
        Map<String, ConfigMap> configMaps,
        List<AppMigration> neighbours,
        List<Job> jobs,
        Optional<PodReport> pod,
        List<ConfigMap> copies,
        LedgerView ledger) {

    /** Oldest first; creation times alone have only seconds. */
    static final Comparator<JobRun> BY_AGE =
            Comparator.comparing(JobRun::own).thenComparing(JobRun::attempt).thenComparing(JobRun::created);

    List<JobRun> runs(AppMigration migration) {
        return jobs.stream()
                .map(job -> JobRun.of(migration, job))
                .sorted(BY_AGE)
                .toList();
    }
}
