package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.postgres.ServerReport;
import java.util.Optional;

/**
 * Which server and which database in it, whatever DNS says: a class is pinned to the first that it meets. Otherwise a
 * wrong answer of DNS would look as if every tenant had been lost.
 */
public record ServerIdentity(String systemIdentifier, long databaseOid) {

    public static ServerIdentity of(ServerReport report) {
        return new ServerIdentity(report.systemIdentifier(), report.databaseOid());
    }

    /** The one in the class's status; empty before the first. */
    public static Optional<ServerIdentity> pinned(AppDatabaseClass databaseClass) {
        Optional<AppDatabaseClassStatus> status = Optional.ofNullable(databaseClass.getStatus());
        Optional<Long> oid = status.map(AppDatabaseClassStatus::databaseOid);
        return status.map(AppDatabaseClassStatus::systemIdentifier)
                .flatMap(system -> oid.map(database -> new ServerIdentity(system, database)));
    }

    /** As a person confirms it. */
    @Override
    public String toString() {
        return systemIdentifier + "/" + databaseOid;
    }
}
