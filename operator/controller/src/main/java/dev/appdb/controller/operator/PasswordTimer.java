package dev.appdb.controller.operator;

import dev.appdb.controller.database.PasswordProbe;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets passwords be tried, one tenant after the other, with the pauses that {@link PasswordProbe} asks for. */
final class PasswordTimer implements AutoCloseable {
    private final PasswordProbe probe;
    private final BooleanSupplier working;
    private final ScheduledExecutorService clock = // the last turn may ask for another after the end
            new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

    /** @param working whether it is on us to try: of several operators only one leads */
    PasswordTimer(PasswordProbe probe, BooleanSupplier working) {
        this.probe = probe;
        this.working = working;
    }

    void start() {
        var unused = clock.schedule(this::turn, probe.pause().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void turn() {
        try {
            if (working.getAsBoolean()) {
                probe.next();
            }
        } finally {
            start();
        }
    }
}
