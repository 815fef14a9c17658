package dev.appdb.controller.operator;

import dev.appdb.controller.database.DriftPoll;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for drift at an interval, and when told to. A server that hangs delays no other; nothing that a look throws ends the looking. */
final class DriftTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftTimer.class);

    /** So that what goes together, as with a namespace, is looked at together. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final DriftPoll poll;
    private final BooleanSupplier working;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = // watches may tell of something after the end
            new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());
    private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();

    /** @param working whether it is on us to look: of several operators only one leads */
    DriftTimer(DriftPoll poll, BooleanSupplier working) {
        this.poll = poll;
        this.working = working;
    }

    void start(Duration interval) {
        var unused = clock.scheduleWithFixedDelay(
                this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks at the class very soon. However often it is asked for meanwhile, that is one look. */
    void soon(String className) {
        if (asked.add(className)) {
            var unused = clock.schedule(this::answer, SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        looks.shutdownNow();
    }

    private void tick() {
        look(everyClass -> true);
    }

    /** One that is being looked at already may have been counted before what it is asked for: it has its turn later. */
    private void answer() {
        Set<String> names = Set.copyOf(asked);
        asked.removeAll(names);
        names.stream().filter(underWay::contains).forEach(this::soon);
        look(names::contains);
    }

    private void look(Predicate<String> at) {
        if (!working.getAsBoolean()) {
            return;
        }
        try {
            poll.due().stream()
                    .filter(due -> at.test(due.name()))
                    .filter(due -> underWay.add(due.name()))
                    .forEach(due -> looks.execute(() -> look(due)));
        } catch (RuntimeException e) {
            LOG.warn("could not look for drift, and tries again", e);
        }
    }

    private void look(DriftPoll.Due due) {
        try {
            poll.look(due);
        } finally {
            underWay.remove(due.name());
        }
    }
}
