package dev.appdb.controller.database;

import dev.appdb.postgres.Change;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was changed to have everything as wanted; mostly nothing.
 *
 * @param secrets names of those that were written or deleted
 */
record Provisioned(List<Change> changes, List<String> secrets) {
    /** An Event has room for a few. */
    private static final int NAMED = 8;

    boolean isNothing() {
        return changes.isEmpty() && secrets.isEmpty();
    }

    /** For people, without passwords. */
    String summary() {
        List<String> all = Stream.concat(
                        changes.stream().map(Change::summary), secrets.stream().map(name -> "Secret " + name))
                .distinct()
                .toList();
        String named = all.stream().limit(NAMED).collect(Collectors.joining("; "));
        return all.size() > NAMED ? named + "; and %d more".formatted(all.size() - NAMED) : named;
    }
}
