package dev.appdb.controller.status;

/** Where a resource stands, in kstatus' terms. Exactly one holds. */
public sealed interface State {
    Reason reason();

    String message();

    /** Done: what was asked for is there. */
    record Ready(Reason reason, String message) implements State {}

    /** Works, waits or tries again: time alone can heal it. */
    record InProgress(Reason reason, String message) implements State {}

    /** A person has to change something. */
    record Stalled(Reason reason, String message) implements State {}
}
