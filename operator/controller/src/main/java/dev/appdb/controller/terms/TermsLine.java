package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Quota;
import dev.appdb.postgres.TenantKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who of a class's AppDatabases has a place in its namespace's quota, and connections of the class's budget. It is worked out
 * for all at once in one order, see {@link TermsMember#ORDER}, so that passes that look at the same time come to the same
 * answer. What is promised already stays promised, also where the class has less to give by now.
 */
final class TermsLine {
    private final Map<TenantKey, Place> places = new HashMap<>();
    private final Map<String, List<String>> byNamespace = new HashMap<>();
    private final Optional<Integer> quota;
    private final Optional<Integer> budget;
    private long promised;

    private TermsLine(AppDatabaseClass databaseClass) {
        quota = Optional.ofNullable(databaseClass.getSpec().quota()).map(Quota::databases);
        budget = Optional.ofNullable(databaseClass.getSpec().connectionBudget());
    }

    /** What came of one's turn. */
    sealed interface Place {
        record Granted() implements Place {}

        /** @param sharing who has the places of its namespace */
        record BeyondQuota(int quota, List<String> sharing) implements Place {}

        /** @param promised to others, and to itself before */
        record BeyondBudget(int budget, long promised, TermsMember member) implements Place {}
    }

    static TermsLine of(AppDatabaseClass databaseClass, Collection<AppDatabase> databases) {
        List<TermsMember> members = databases.stream()
                .filter(database -> TermsMember.isOf(database, databaseClass))
                .map(database -> TermsMember.of(database, databaseClass))
                .sorted(TermsMember.ORDER)
                .toList();
        var line = new TermsLine(databaseClass);
        line.promised = members.stream().mapToLong(TermsMember::held).sum();
        members.forEach(member -> line.places.put(TermsMember.key(member.database()), line.next(member)));
        return line;
    }

    /** @throws java.util.NoSuchElementException for one that is not of the class */
    Place place(AppDatabase database) {
        return Optional.ofNullable(places.get(TermsMember.key(database))).orElseThrow();
    }

    private Place next(TermsMember member) {
        List<String> sharing = byNamespace.computeIfAbsent(member.namespace(), any -> new ArrayList<>());
        if (!member.bound() && quota.filter(most -> sharing.size() >= most).isPresent()) {
            return new Place.BeyondQuota(quota.orElseThrow(), List.copyOf(sharing));
        }
        sharing.add(member.name());
        if (member.more() > 0
                && budget.filter(most -> promised + member.more() > most).isPresent()) {
            return new Place.BeyondBudget(budget.orElseThrow(), promised, member);
        }
        promised += member.more();
        return new Place.Granted();
    }
}
