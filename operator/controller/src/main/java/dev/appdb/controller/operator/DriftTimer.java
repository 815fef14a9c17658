package dev.appdb.controller.operator;

import dev.appdb.controller.database.DriftPoll;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for drift at an interval. A server that hangs delays no other; nothing that a look throws ends the looking. */
final class DriftTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftTimer.class);

    private final DriftPoll poll;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();

    DriftTimer(DriftPoll poll) {
        this.poll = poll;
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
