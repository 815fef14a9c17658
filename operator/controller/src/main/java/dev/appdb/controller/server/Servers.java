package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.postgres.DatabaseServer;
import java.util.Optional;

/**
 * One {@link DatabaseServer} for each class, opened when first asked for. What is returned is shared: the caller does not
 * close it. It may be closed under a caller whose class changes meanwhile; the call then fails and is tried again.
 */
public interface Servers extends AutoCloseable {

    /**
     * The class's server, by its url, password and CA as they are now.
     *
     * @throws TroubleException if the url cannot be read or a Secret is missing
     */
    DatabaseServer refreshed(AppDatabaseClass databaseClass);

    /**
     * The server that the class is pinned to, to be written to: it is asked who it is.
     *
     * @throws TroubleException also if another server answers than the one in the class's status, or a standby of it
     */
    DatabaseServer pinned(AppDatabaseClass databaseClass);

    /**
     * The certificates that the class checks its server's against, for those who connect to it; empty where the usual
     * public ones do.
     *
     * @throws TroubleException if the Secret with them is missing
     */
    Optional<String> authority(AppDatabaseClass databaseClass);

    /** Closes the server of a class that is gone. */
    void forget(String className);

    @Override
    void close();
}
