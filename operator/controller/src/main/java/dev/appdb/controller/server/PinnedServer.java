package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.postgres.ServerIdentity;
import java.util.Optional;

/** The server that a class's databases are in: the first that it met, or one that a person confirmed. */
public final class PinnedServer {
    private PinnedServer() {}

    /** The one in the class's status; empty before the first. */
    public static Optional<ServerIdentity> of(AppDatabaseClass databaseClass) {
        Optional<AppDatabaseClassStatus> status = Optional.ofNullable(databaseClass.getStatus());
        Optional<Long> oid = status.map(AppDatabaseClassStatus::databaseOid);
        return status.map(AppDatabaseClassStatus::systemIdentifier)
                .flatMap(system -> oid.map(database -> new ServerIdentity(system, database)));
    }
}
