package dev.appdb.controller.server;

import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.ServerException;

/**
 * What keeps a server, or one tenant of it, from being worked on.
 *
 * @param reason for conditions and Events
 * @param message what was attempted, what the server said, and what to do next
 * @param heals whether time alone can end it
 */
public record Trouble(Reason reason, String message, boolean heals) {

    /** In the controller's words. */
    public static Trouble of(ServerException failure) {
        String happened = String.valueOf(failure.getMessage());
        String message = failure.hint().isEmpty() ? happened : happened + ". " + failure.hint();
        return switch (failure.reason()) {
            case UNREACHABLE -> new Trouble(Reason.ServerUnreachable, message, true);
            case SERVER_CHANGED -> new Trouble(Reason.ServerChanged, message, false);
            case STANDBY -> new Trouble(Reason.ServerIsStandby, message, true);
            case OTHER -> new Trouble(Reason.ServerError, message, true);
            case WRONG_PASSWORD -> new Trouble(Reason.WrongPassword, message, false);
            case TLS -> new Trouble(Reason.TlsFailed, message, false);
            case NO_DATABASE -> new Trouble(Reason.NoSuchDatabase, message, false);
            case MISSING_PRIVILEGE -> new Trouble(Reason.MissingPrivilege, message, false);
            case PLAN_CHANGED -> new Trouble(Reason.AdoptionPending, message, true);
            case CONFLICT, NO_SCHEMA, DEPENDED_ON -> new Trouble(Reason.Conflict, message, false);
            case SCHEMA_GONE -> new Trouble(Reason.SchemaMissing, message, false);
        };
    }

    /** Where a resource stands that meets this. */
    public State state() {
        return heals ? new State.InProgress(reason, message) : new State.Stalled(reason, message);
    }

    /** Whether it is about the one tenant, so that the server and all others are well. */
    public boolean isOfTenant() {
        return reason == Reason.Conflict || reason == Reason.SchemaMissing || reason == Reason.AdoptionPending;
    }
}
