package dev.appdb.cli.local;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.cluster.Outcome;
import dev.appdb.controller.cluster.Reconciliation;
import dev.appdb.controller.database.DriftPoll;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does for the reconciliations what the Java Operator SDK does in a cluster: calls them when something changed or when
 * they asked to be called. With the few resources of a laptop, a change of one is a reason to look at all.
 */
final class LocalOperator {
    private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(2);
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(15);

    /** Of the three kinds, in the order in which one waits for another. */
    record Reconciliations(
            Reconciliation<AppDatabaseClass> classes,
            Reconciliation<AppDatabase> databases,
            Reconciliation<AppMigration> migrations) {}

    private final ObjectStore store;
    private final Reconciliations reconciliations;
    private final LocalKubelet kubelet;
    private final Progress progress;
    private final Clock clock;
    private final Map<Key, Instant> due = new HashMap<>();
    private final DriftPoll drift;
    private Instant nextPoll;
    private long seen = -1;

    LocalOperator(
            ObjectStore store,
            Reconciliations reconciliations,
            Function<Consumer<HasMetadata>, DriftPoll> drift,
            LocalKubelet kubelet,
            Progress progress,
            Clock clock) {
        this.store = store;
        this.reconciliations = reconciliations;
        this.kubelet = kubelet;
        this.progress = progress;
        this.clock = clock;
        this.drift = drift.apply(found -> due.put(Key.of(found), clock.instant()));
        this.nextPoll = clock.instant().plus(BETWEEN_POLLS);
    }

    /** Looks at all that changed or is due. */
    void pass() {
        boolean changed = store.version() != seen;
        seen = store.version();
        pollDrift();
        reconcile(AppDatabaseClass.class, reconciliations.classes(), changed);
        reconcile(AppDatabase.class, reconciliations.databases(), changed);
        reconcile(AppMigration.class, reconciliations.migrations(), changed);
        kubelet.startNew(store.all(Job.class));
    }

    /** Whether nothing changed since the last pass began and no Job runs. */
    boolean isQuiet() {
        return store.version() == seen && kubelet.isIdle();
    }

    /** Returns when something changed or is due, at the latest after that long. */
    void await(Duration longest) throws InterruptedException {
        Duration untilDue = due.values().stream()
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(clock.instant(), first))
                .filter(left -> left.compareTo(longest) < 0)
                .orElse(longest);
        store.awaitChange(seen, untilDue.isNegative() ? Duration.ZERO : untilDue);
    }

    private void pollDrift() {
        if (!nextPoll.isAfter(clock.instant())) {
            drift.due().forEach(drift::look);
            nextPoll = clock.instant().plus(BETWEEN_POLLS);
        }
    }

    private <R extends HasMetadata> void reconcile(Class<R> kind, Reconciliation<R> reconciliation, boolean changed) {
        for (R resource : store.all(kind)) {
            Key key = Key.of(resource);
            Instant again = due.get(key);
            if (changed || (again != null && !again.isAfter(clock.instant()))) {
                due.remove(key);
                reconcile(key, resource, reconciliation);
            }
        }
    }

    private <R extends HasMetadata> void reconcile(Key key, R resource, Reconciliation<R> reconciliation) {
        try {
            Outcome<R> outcome = reconciliation.reconcile(resource, store::writeStatus);
            R unused = store.writeStatus(outcome.resource());
            outcome.again().ifPresent(after -> due.put(key, clock.instant().plus(after)));
        } catch (RuntimeException e) {
            // As in a cluster, an error costs one pass over one resource and nothing else.
            progress.trouble(key, e);
            due.put(key, clock.instant().plus(AFTER_AN_ERROR));
        }
    }
}
