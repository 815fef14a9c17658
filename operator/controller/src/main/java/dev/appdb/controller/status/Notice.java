package dev.appdb.controller.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an Event says.
 *
 * @param warning or plain news
 * @param reason enumerated, so that alerts can match it
 * @param message for people
 */
public record Notice(boolean warning, Reason reason, String message) {
    public static Notice news(Reason reason, String message) {
        return new Notice(false, reason, message);
    }

    public static Notice warning(Reason reason, String message) {
        return new Notice(true, reason, message);
    }

    /** The Event that goes with a change to this state. */
    public static Notice of(State state) {
        return new Notice(state instanceof State.Stalled, state.reason(), state.message());
    }

    /** As {@link #of}, unless the conditions say so already: an Event tells of a change. */
    public static Optional<Notice> ofChange(@Nullable List<Condition> before, State after) {
        String ready = after instanceof State.Ready ? "True" : "False";
        boolean known = Conditions.find(before, Conditions.READY)
                .filter(old -> ready.equals(old.getStatus()))
                .filter(old -> after.reason().name().equals(old.getReason()))
                .isPresent();
        return known ? Optional.empty() : Optional.of(of(after));
    }
}
