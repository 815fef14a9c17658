package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Outcome;
import dev.appdb.controller.cluster.Reconciliation;
import dev.appdb.controller.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps a database's schema and static data at what its AppMigration says: observe, decide, act, report.
 *
 * <p>A pass is worth it when the AppMigration changed (its annotations too), one of its Jobs, its AppDatabase, or a
 * ConfigMap that it names as its source, see {@link #configMaps}. It costs one short session in the database with the
 * migrator's login, see {@link Ledger}; an idle AppMigration costs nothing.
 */
public final class MigrationReconciliation implements Reconciliation<AppMigration> {
    private final Cluster cluster;
    private final MigrationSettings settings;
    private final Clock clock;
    private final Observer observer;
    private final Report report;
    private final Departure departure;

    public MigrationReconciliation(Cluster cluster, Ledger ledger, MigrationSettings settings, Clock clock) {
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
        observer = new Observer(cluster, ledger, clock);
        report = new Report(clock);
        departure = new Departure(cluster, clock);
    }

    /** The ConfigMaps of users that this AppMigration's source consists of: an edit of one of them may run it again. */
    public static List<String> configMaps(AppMigration migration) {
        return Sources.configMaps(migration);
    }

    @Override
    public Outcome<AppMigration> reconcile(AppMigration migration, StatusWriter<AppMigration> status) {
        AppMigration current = isNewGeneration(migration) ? status.write(report.begun(migration)) : migration;
        Decision decision = Decide.next(migration, observer.observe(migration), settings);
        if (decision instanceof Decision.Start && isReady(current)) {
            current = status.write(report.of(current, decision));
        }
        Decision done = act(migration, decision);
        AppMigration reported = report.of(current, done);
        News.between(migration, reported).forEach(notice -> cluster.notify(reported, notice));
        return new Outcome<>(reported, NextLook.after(done, clock.instant()));
    }

    /**
     * What has to happen before the AppMigration may go: nothing but the end of a run that is under way.
     *
     * @return how long until the next look; empty if it may go
     */
    public Optional<Duration> cleanup(AppMigration migration) {
        return departure.waitsFor(migration);
    }

    private Decision act(AppMigration migration, Decision decision) {
        return switch (decision) {
            case Decision.Start start -> start(migration, start);
            case Decision.Applied applied -> {
                applied.leftovers().forEach(cluster::delete);
                yield decision;
            }
            default -> decision;
        };
    }

    /** The API server may refuse what a user wrote into spec.execution, or what a quota or a policy forbids. */
    private Decision start(AppMigration migration, Decision.Start start) {
        try {
            start.copy().ifPresent(cluster::apply);
            cluster.create(start.job());
            return start;
        } catch (KubernetesClientException refused) {
            return switch (refused.getCode()) {
                case 400, 403, 422 ->
                    new Decision.Refused(
                            start.wanted(),
                            start.attempt(),
                            "the API server refuses Job %s in namespace %s: %s. Correct spec.execution, or what forbids it"
                                    .formatted(
                                            start.job().getMetadata().getName(),
                                            migration.getMetadata().getNamespace(),
                                            refused.getMessage()),
                            refused.getCode() == 403);
                default -> throw refused;
            };
        }
    }

    private static boolean isNewGeneration(AppMigration migration) {
        return migration.getStatus() == null
                || !Objects.equals(
                        migration.getStatus().observedGeneration(),
                        migration.getMetadata().getGeneration());
    }

    private static boolean isReady(AppMigration migration) {
        return migration.getStatus() != null
                && Conditions.isTrue(migration.getStatus().conditions(), Conditions.READY);
    }
}
