package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationSpec;
import dev.appdb.api.Execution;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has to be in the database.
 *
 * @param input digest over all that a run's result depends on: another one is another run
 * @param execution digest over how it runs: another one is reason to try again what failed, not to repeat what is done
 * @param token of {@code appdb.dev/run-now}; empty if there is none
 */
record Wanted(Source.Found source, String input, String execution, String token) {
    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    static Wanted of(AppMigration migration, Source.Found source) {
        return new Wanted(
                source,
                input(migration.getSpec(), source).toString(),
                Digest.of(json(execution(migration))).brief(),
                orEmpty(orEmpty(migration.getMetadata().getAnnotations()).get(AppDb.RUN_NOW)));
    }

    static Execution execution(AppMigration migration) {
        return Optional.ofNullable(migration.getSpec().execution()).orElseGet(Execution::defaults);
    }

    /** Only what is given counts, so that a field that a later release adds makes nothing run again. */
    private static Digest input(AppMigrationSpec spec, Source.Found source) {
        Optional<Execution> execution = Optional.ofNullable(spec.execution());
        Map<String, Object> parts =
                new TreeMap<>(Map.of("source", source.identity(), "historyTable", spec.historyTable()));
        Optional.ofNullable(spec.placeholders())
                .filter(some -> !some.isEmpty())
                .ifPresent(v -> parts.put("placeholders", v));
        Optional.ofNullable(spec.target()).ifPresent(v -> parts.put("target", v));
        Optional.ofNullable(spec.staticData()).ifPresent(v -> parts.put("staticData", v.paths()));
        Optional.ofNullable(spec.skip()).filter(yes -> yes).ifPresent(v -> parts.put("skip", v));
        execution.map(Execution::outOfOrder).filter(yes -> yes).ifPresent(v -> parts.put("outOfOrder", v));
        execution.map(Execution::baselineVersion).ifPresent(v -> parts.put("baselineVersion", v));
        return Digest.of(parts);
    }

    private static String json(Execution execution) {
        try {
            return SORTED.writeValueAsString(execution);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("what was read from JSON can be written as such", impossible);
        }
    }
}
