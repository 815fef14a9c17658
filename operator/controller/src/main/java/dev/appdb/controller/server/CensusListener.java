package dev.appdb.controller.server;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.postgres.Census;

/** Is told of every census of a class's server, so that whoever needs one does not ask the server again. */
@FunctionalInterface
public interface CensusListener {

    /**
     * Called on a thread of its own for each class, for one census at a time. What it throws is logged, and the class is
     * looked at.
     */
    void counted(AppDatabaseClass databaseClass, Census census);
}
