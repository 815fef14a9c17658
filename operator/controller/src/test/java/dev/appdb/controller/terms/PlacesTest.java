package dev.appdb.controller.terms;

import static dev.appdb.controller.terms.TermsCase.bound;
import static dev.appdb.controller.terms.TermsCase.database;
import static dev.appdb.controller.terms.TermsCase.databaseClass;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What one pass gives away, the next one doesn't, though no status tells of it yet. */
class PlacesTest {
    private final AppDatabaseClass one = databaseClass("{quota: {databases: 1}}");
    private final AppDatabaseClass sixty = databaseClass("{connectionBudget: 60}");
    private final Places places = new Places();
    private final AppDatabase first = named("first");
    private final AppDatabase second = named("second");

    @Test
    void whoIsHeardOfLateDoesNotGetAPlaceThatIsGone() {
        assertThat(takes(second, one, List.of(second))).isTrue();

        assertThat(takes(first, one, List.of(first, second))).isFalse();
        assertThat(takes(second, one, List.of(first, second))).isTrue();
    }

    @Test
    void connectionsThatAreGivenAwayAreNotGivenTwice() {
        AppDatabase third = named("third");
        assertThat(takes(third, sixty, List.of(third))).isTrue();
        assertThat(takes(second, sixty, List.of(second, third))).isTrue();

        assertThat(takes(first, sixty, List.of(first, second, third))).isFalse();
        bound(second, 28);
        bound(third, 28);
        assertThat(takes(first, sixty, List.of(first, second, third))).isFalse();
    }

    @Test
    void whoAsksForMoreAndGetsItHasItBeforeItsStatusSaysSo() {
        bound(first, 18);
        List<AppDatabase> both = List.of(first, second);

        assertThat(takes(first, databaseClass("{connectionBudget: 46}"), both)).isTrue();
        assertThat(takes(second, databaseClass("{connectionBudget: 46}"), both)).isFalse();
    }

    @Test
    void whoLeavesOrGoesMakesRoom() {
        assertThat(takes(second, one, List.of(second))).isTrue();
        places.leave(second);
        assertThat(takes(first, one, List.of(first, second))).isTrue();

        assertThat(takes(second, one, List.of(second))).isTrue();
    }

    @Test
    void howeverManyAskAtOnceNoMoreGetOneThanThereAre() throws Exception {
        AppDatabaseClass five = databaseClass("{quota: {databases: 5}}");
        List<AppDatabase> known = new CopyOnWriteArrayList<>();
        Set<AppDatabase> placed = ConcurrentHashMap.newKeySet();
        List<Callable<Boolean>> passes = new ArrayList<>();
        for (int i = 40; i > 0; i--) { // who is heard of last comes first in the line
            AppDatabase next = named("db-%02d".formatted(i));
            passes.add(() -> known.add(next) && takes(next, five, known) && placed.add(next));
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            threads.invokeAll(passes);
        }
        known.stream().filter(next -> takes(next, five, known)).forEach(placed::add);

        assertThat(placed).hasSize(5);
    }

    private boolean takes(AppDatabase database, AppDatabaseClass databaseClass, List<AppDatabase> all) {
        var namespace = TermsCase.namespace(Map.of());
        List<AppDatabase> seen = places.take(database, databaseClass, namespace, () -> all);
        return Terms.of(database, databaseClass, namespace, seen) instanceof Terms.Agreed;
    }

    private static AppDatabase named(String name) {
        return database("shop", name, "2026-01-01T12:00:00Z", "{limits: {connections: 5}}");
    }
}
