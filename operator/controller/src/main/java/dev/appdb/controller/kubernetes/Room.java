package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import java.util.Set;

/** What one AppDatabase leaves to others that wait for a place in a quota or for connections of a budget. */
final class Room {
    private static final Set<String> FULL = Set.of(Reason.QuotaExceeded.name(), Reason.BudgetExhausted.name());

    private Room() {}

    /** One is gone, has fewer connections, asks for something else, or is held up by something that makes it come last. */
    static boolean isMade(Optional<AppDatabase> before, Optional<AppDatabase> after) {
        return before.isPresent()
                && (after.isEmpty()
                        || connections(after.get()) < connections(before.get())
                        || !spec(before.get()).equals(spec(after.get()))
                        || (!isStalled(before.get()) && isStalled(after.get()) && !isAwaited(after.get())));
    }

    /** Room that was made between the look that refused it and its status woke nobody: it has to look once more. */
    static boolean mayHaveBeenMissed(Optional<AppDatabase> before, Optional<AppDatabase> after) {
        return after.filter(Room::isAwaited).isPresent()
                && before.filter(Room::isAwaited).isEmpty();
    }

    /** Whether it waits for room. */
    static boolean isAwaited(AppDatabase database) {
        return ready(database).map(Condition::getReason).filter(FULL::contains).isPresent();
    }

    private static boolean isStalled(AppDatabase database) {
        return status(database)
                .filter(status -> Conditions.isTrue(status.conditions(), Conditions.STALLED))
                .isPresent();
    }

    private static Optional<Condition> ready(AppDatabase database) {
        return status(database).flatMap(status -> Conditions.find(status.conditions(), Conditions.READY));
    }

    private static int connections(AppDatabase database) {
        return status(database).map(AppDatabaseStatus::connections).orElse(0);
    }

    private static Optional<AppDatabaseSpec> spec(AppDatabase database) {
        return Optional.ofNullable(database.getSpec());
    }

    private static Optional<AppDatabaseStatus> status(AppDatabase database) {
        return Optional.ofNullable(database.getStatus());
    }
}
