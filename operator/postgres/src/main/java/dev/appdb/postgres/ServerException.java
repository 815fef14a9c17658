package dev.appdb.postgres;

import org.jspecify.annotations.Nullable;

/** A server did not do what was asked: what was attempted, what the server said, and what to do next. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, for whoever decides what happens next. */
    public enum Reason {
        /** Nobody answers, or the server is starting, stopping or full: time may heal it. */
        UNREACHABLE,
        /** The admin's user or password is not accepted. */
        WRONG_PASSWORD,
        /** The connection is not encrypted as asked, or the certificate is not trusted. */
        TLS,
        /** The server has no such database. */
        NO_DATABASE,
        /** Another server answers than the one expected, or another database of that name: nothing was done there. */
        SERVER_CHANGED,
        /** The server is read-only because it follows another one. */
        STANDBY,
        /** The admin lacks a privilege; the hint has the statement that grants it. */
        MISSING_PRIVILEGE,
        /** A schema or role of the tenant's name belongs to someone else; it was left untouched. */
        CONFLICT,
        /** The tenant's roles are there but its schema, with all data, is not; nothing was made in its place. */
        SCHEMA_GONE,
        /** The schema that was to be adopted does not exist. */
        NO_SCHEMA,
        /** What was agreed to is not what would be done now; nothing was. The new plan has to be agreed to. */
        PLAN_CHANGED,
        /** Objects of others depend on what was to be dropped; nothing was. */
        DEPENDED_ON,
        /** Anything else; the message has the server's words. */
        OTHER;

        /** Whether trying again later can succeed with nobody doing anything. */
        public boolean heals() {
            return this == UNREACHABLE;
        }
    }

    private final Reason reason;
    private final String hint;

    ServerException(Reason reason, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.hint = hint;
    }

    ServerException(Reason reason, String message, String hint) {
        this(reason, message, hint, null);
    }

    public Reason reason() {
        return reason;
    }

    /** What to do next, in one or two sentences; where SQL helps, the statement itself. */
    public String hint() {
        return hint;
    }
}
