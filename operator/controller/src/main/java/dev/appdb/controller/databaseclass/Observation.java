package dev.appdb.controller.databaseclass;

import dev.appdb.controller.departure.Leftovers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.postgres.ServerReport;
import java.util.Optional;

/**
 * Everything a decision may depend on, read once at the start of a reconciliation.
 *
 * @param databases how many AppDatabases are bound to the class
 * @param connections how many those were promised
 * @param leftovers of AppDatabases that are gone; empty until the server was counted
 */
record Observation(Answer answer, int databases, int connections, Optional<Leftovers> leftovers) {

    /** What came back when the server was asked who it is. */
    sealed interface Answer {
        record Report(ServerReport report) implements Answer {}

        record None(Trouble trouble) implements Answer {}
    }
}
