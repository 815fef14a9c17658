package dev.appdb.controller.databaseclass;

import dev.appdb.controller.server.Trouble;
import dev.appdb.postgres.ServerReport;

/**
 * Everything a decision may depend on, read once at the start of a reconciliation.
 *
 * @param databases how many AppDatabases are bound to the class
 */
record Observation(Answer answer, int databases) {

    /** What came back when the server was asked who it is. */
    sealed interface Answer {
        record Report(ServerReport report) implements Answer {}

        record None(Trouble trouble) implements Answer {}
    }
}
