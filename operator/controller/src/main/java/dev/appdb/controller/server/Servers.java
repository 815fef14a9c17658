package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.postgres.DatabaseServer;
import java.util.Optional;
import java.util.function.Function;

/** The {@link DatabaseServer} of each class. */
public interface Servers extends AutoCloseable {

    /**
     * The server that the class is pinned to, and no other: each of its connections is asked who is there when it is opened.
     * Opened when first asked for; anew after the class's connection or the server that it is pinned to changed. It is
     * shared: the caller does not close it. It may be closed under a caller whose class changes meanwhile; the call then
     * fails and is tried again.
     *
     * @throws TroubleException if the class has not met its server yet, the url cannot be read or a Secret is missing
     * @throws dev.appdb.postgres.ServerException if a certificate cannot be read
     */
    DatabaseServer pinned(AppDatabaseClass databaseClass);

    /**
     * Looks at whichever server answers, by the class's url and Secrets as they are now, on connections that are closed
     * afterwards. Where a Secret changed, {@link #pinned} takes the new one from then on.
     *
     * @throws TroubleException if the url cannot be read or a Secret is missing
     * @throws dev.appdb.postgres.ServerException from the look, or if a certificate cannot be read
     */
    <T> T look(AppDatabaseClass databaseClass, Function<DatabaseServer, T> look);

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
