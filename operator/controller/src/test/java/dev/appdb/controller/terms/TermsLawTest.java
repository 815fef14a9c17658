package dev.appdb.controller.terms;

import static dev.appdb.controller.terms.TermsCase.bound;
import static dev.appdb.controller.terms.TermsCase.database;
import static dev.appdb.controller.terms.TermsCase.databaseClass;
import static dev.appdb.controller.terms.TermsCase.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.Durations;
import dev.appdb.postgres.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TermsLawTest {
    private static final List<String> TIMES = List.of("1ms", "999ms", "1s", "30s", "1m", "1h30m", "24d");

    /** Limits as YAML, each there or not. */
    record Given(
            Optional<Integer> connections, Optional<String> statement, Optional<String> lock, Optional<String> idle) {
        @Override
        public String toString() {
            List<String> entries = new ArrayList<>();
            connections.ifPresent(value -> entries.add("connections: " + value));
            statement.ifPresent(value -> entries.add("statementTimeout: " + value));
            lock.ifPresent(value -> entries.add("lockTimeout: " + value));
            idle.ifPresent(value -> entries.add("idleInTransactionTimeout: " + value));
            return "{%s}".formatted(String.join(", ", entries));
        }

        boolean allow(Limits limits) {
            return connections.stream().allMatch(most -> limits.connections().orElse(Integer.MAX_VALUE) <= most)
                    && within(limits.statementTimeout(), statement)
                    && within(limits.lockTimeout(), lock)
                    && within(limits.idleInTransactionTimeout(), idle);
        }

        private static boolean within(Optional<Duration> time, Optional<String> most) {
            return most.map(Durations::parse)
                    .filter(bound ->
                            time.filter(given -> given.compareTo(bound) <= 0).isEmpty())
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<Given> limits() {
        Arbitrary<Optional<String>> time = Arbitraries.of(TIMES).optional();
        return Combinators.combine(Arbitraries.integers().between(1, 30).optional(), time, time, time)
                .as(Given::new);
    }

    @Property(tries = 200)
    void noTermsExceedTheClasssLimits(
            @ForAll("limits") Given asked, @ForAll("limits") Given byDefault, @ForAll("limits") Given bounds) {
        AppDatabaseClass databaseClass =
                databaseClass("{defaults: {limits: %s}, limits: %s}".formatted(byDefault, bounds));

        Terms terms = terms(database("{limits: %s}".formatted(asked)), databaseClass, List.of());

        assertThat(!(terms instanceof Terms.Agreed agreed) || bounds.allow(agreed.limits()))
                .isTrue();
    }

    @Property(tries = 100)
    void inWhateverOrderTheyAreLookedAtNoMoreIsPromisedThanTheBudgetAndNoMoreBoundThanTheQuota(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 20) Integer> connections,
            @ForAll @IntRange(max = 4) int quota,
            @ForAll @IntRange(min = 1, max = 200) int budget,
            @ForAll Random order) {
        AppDatabaseClass databaseClass =
                databaseClass("{quota: {databases: %d}, connectionBudget: %d}".formatted(quota, budget));
        List<AppDatabase> all = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            String created = "2026-01-01T12:%02d:00Z".formatted((i * 7) % 60);
            all.add(database("shop", "db-" + i, created, "{limits: {connections: %d}}".formatted(connections.get(i))));
        }

        List<AppDatabase> looks = new ArrayList<>(all);
        looks.addAll(all);
        Collections.shuffle(looks, order);
        for (AppDatabase next : looks) {
            if (terms(next, databaseClass, all) instanceof Terms.Agreed agreed) {
                bound(next, agreed.connections().orElseThrow());
            }
        }

        List<AppDatabase> bound =
                all.stream().filter(database -> database.getStatus() != null).toList();
        assertThat(bound).hasSizeLessThanOrEqualTo(quota);
        assertThat(bound.stream()
                        .map(database -> database.getStatus().connections())
                        .filter(Objects::nonNull)
                        .mapToInt(Integer::intValue)
                        .sum())
                .isLessThanOrEqualTo(budget);
    }
}
