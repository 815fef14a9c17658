package dev.appdb.postgres;

/** The settings of a login that are ours; whatever else an admin sets on one is left alone. */
public enum Parameter {
    ROLE("role"),
    SEARCH_PATH("search_path"),
    STATEMENT_TIMEOUT("statement_timeout"),
    LOCK_TIMEOUT("lock_timeout"),
    IDLE_IN_TRANSACTION_TIMEOUT("idle_in_transaction_session_timeout");

    private final String setting;

    Parameter(String setting) {
        this.setting = setting;
    }

    /** As PostgreSQL calls it. */
    public String setting() {
        return setting;
    }
}
