package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a class's budget of connections promises what can't be kept. Nothing stops for it: the admin is told. */
final class BudgetAdvice {
    private BudgetAdvice() {}

    /**
     * @param maxConnections that the server has for all of its databases
     * @param promised to AppDatabases already
     */
    static Stream<String> of(AppDatabaseClass databaseClass, int maxConnections, int promised) {
        Optional<Integer> budget = Optional.ofNullable(databaseClass.getSpec().connectionBudget());
        return Stream.of(
                        budget.filter(connections -> connections > maxConnections)
                                .map(connections -> ("spec.connectionBudget %d is more than the %d connections that the"
                                                + " server has for all: lower it, or raise the server's max_connections")
                                        .formatted(connections, maxConnections)),
                        budget.filter(connections -> connections < promised)
                                .map(connections -> ("%d connections are promised and stay so, more than"
                                                + " spec.connectionBudget %d: raise it, or lower what AppDatabases ask for")
                                        .formatted(promised, connections)))
                .flatMap(Optional::stream);
    }
}
