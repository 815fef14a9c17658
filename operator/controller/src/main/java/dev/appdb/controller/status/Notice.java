package dev.appdb.controller.status;

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
}
