package dev.appdb.controller.operator;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * An app with a pool of one connection, which like every pool's is let go when it is old and opened anew by the Secret as
 * the pod has it then. It queries all the time, and notes what goes wrong.
 */
final class BusyApp implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMillis(300);

    private final Supplier<Map<String, String>> secret;
    private final List<SQLException> errors = new CopyOnWriteArrayList<>();
    private final Set<String> users = new LinkedHashSet<>();
    private final AtomicLong queries = new AtomicLong();
    private final Thread thread;
    private volatile boolean open = true;
    private volatile String user = "";

    BusyApp(Supplier<Map<String, String>> secret) {
        this.secret = secret;
        this.thread = Thread.ofVirtual().start(this::work);
    }

    private void work() {
        while (open) {
            Map<String, String> keys = secret.get();
            long until = System.nanoTime() + LONGEST.toNanos();
            try (Connection connection = Shop.connect(keys)) {
                user = Shop.ask(connection, "SELECT session_user");
                synchronized (users) {
                    users.add(user);
                }
                while (open && System.nanoTime() < until) {
                    Shop.ask(connection, "SELECT count(*) FROM item");
                    queries.incrementAndGet();
                }
            } catch (SQLException e) {
                errors.add(e);
            }
        }
    }

    List<SQLException> errors() {
        return errors;
    }

    long queries() {
        return queries.get();
    }

    /** The one that its connection is of; nobody before the first. */
    String user() {
        return user;
    }

    /** Those it has logged in as. */
    Set<String> users() {
        synchronized (users) {
            return Set.copyOf(users);
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
