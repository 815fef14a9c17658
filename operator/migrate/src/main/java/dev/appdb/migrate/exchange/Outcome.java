package dev.appdb.migrate.exchange;

/** How a run, or a phase of it, ended. */
public enum Outcome {
    SUCCEEDED,
    FAILED,
    SKIPPED,
    /** The history holds all of this older source and more: nothing was undone, and nothing had to be done. */
    SCHEMA_AHEAD;

    public boolean successful() {
        return this != FAILED;
    }
}
