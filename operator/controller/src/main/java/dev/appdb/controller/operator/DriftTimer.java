package dev.appdb.controller.operator;

import dev.appdb.controller.database.DriftPoll;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for drift at an interval. A server that hangs delays no other; nothing that a look throws ends the looking. */
final class DriftTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftTimer.class);

    private final DriftPoll poll;
    private final BooleanSupplier working;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
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

    @Override
    public void close() {
        clock.shutdownNow();
        looks.shutdownNow();
    }

    private void tick() {
        if (!working.getAsBoolean()) {
            return;
        }
        try {
            poll.due().stream().filter(due -> underWay.add(due.name())).forEach(due -> looks.execute(() -> look(due)));
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
