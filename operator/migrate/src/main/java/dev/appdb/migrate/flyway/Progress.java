package dev.appdb.migrate.flyway;

import java.util.Set;
import java.util.function.Consumer;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** One line for each migration applied. */
final class Progress implements Callback {
    private static final Set<Event> HEARD = Set.of(Event.BEFORE_EACH_MIGRATE, Event.AFTER_EACH_MIGRATE);

    private final Consumer<String> out;
    private final Runnable mayGoOn;
    private long started;

    Progress(Consumer<String> out, Runnable mayGoOn) {
        this.out = out;
        this.mayGoOn = mayGoOn;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return HEARD.contains(event);
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        if (event == Event.BEFORE_EACH_MIGRATE) {
            mayGoOn.run();
            started = System.nanoTime();
        } else {
            out.accept("applied %s (%d ms)"
                    .formatted(context.getMigrationInfo().getScript(), (System.nanoTime() - started) / 1_000_000));
        }
    }

    @Override
    public String getCallbackName() {
        return "progress";
    }
}
