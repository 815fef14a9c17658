package dev.appdb.migrate.staticdata;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Which table to load first, so that a row finds the rows it refers to. */
final class LoadOrder {
    private LoadOrder() {}

    /**
     * Tables after those they refer to, otherwise by name. Where references go in a circle no order is right; the one
     * given is by name, and deferrable constraints make it work.
     *
     * @param references per table, the tables it refers to; itself does not count
     */
    static List<String> of(Set<String> tables, Map<String, Set<String>> references) {
        NavigableSet<String> waiting = new TreeSet<>(tables);
        Set<String> ordered = new LinkedHashSet<>();
        while (!waiting.isEmpty()) {
            String next = waiting.stream()
                    .filter(table -> references.getOrDefault(table, Set.of()).stream()
                            .allMatch(other -> other.equals(table) || !waiting.contains(other)))
                    .findFirst()
                    .orElseGet(waiting::first);
            waiting.remove(next);
            ordered.add(next);
        }
        return new ArrayList<>(ordered);
    }
}
