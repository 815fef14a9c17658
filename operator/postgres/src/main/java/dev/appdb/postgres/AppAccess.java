package dev.appdb.postgres;

/** What the app's logins may do in their schema. */
public enum AppAccess {
    /** SELECT, INSERT, UPDATE and DELETE; no DDL, and only SELECT on the ledger and the history. */
    READ_WRITE,
    /** Everything that the owner may do, for apps that run their own DDL. */
    OWNER
}
