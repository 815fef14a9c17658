package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppMigration;
import dev.appdb.controller.Golden;
import dev.appdb.controller.cluster.PodReport;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.exchange.TableCount;
import dev.appdb.migrate.ledger.LedgerRow;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One folder of golden files. In {@code resource.yaml} and {@code observed.yaml}, {@code ${wanted.input}}, {@code
 * ${wanted.execution}}, {@code ${wanted.digest}} and {@code ${wanted.job.N}} (the name of attempt N) stand for what the
 * resource wants.
 */
record GoldenCase(AppMigration resource, Observation observed) {
    static final MigrationSettings SETTINGS = new MigrationSettings("registry.example/appdb:0.1.0", "IfNotPresent");

    static GoldenCase read(Golden golden) {
        String resource = golden.text("resource.yaml");
        String observed = golden.text("observed.yaml");
        return of(resource, observed)
                .wanted()
                .map(wanted -> of(filled(resource, wanted), filled(observed, wanted)))
                .orElseGet(() -> of(resource, observed));
    }

    private static GoldenCase of(String resource, String observed) {
        AppMigration migration = Serialization.unmarshal(resource, AppMigration.class);
        return new GoldenCase(
                migration, Serialization.unmarshal(observed, Observed.class).toObservation(migration));
    }

    Decision decision() {
        return Decide.next(resource, observed, SETTINGS);
    }

    private record Names(Wanted wanted, AppMigration migration) {
        String job(int attempt) {
            return MigrationJob.of(migration, wanted, attempt, SETTINGS)
                    .getMetadata()
                    .getName();
        }
    }

    private Optional<Names> wanted() {
        return Sources.of(resource, observed.configMaps()) instanceof Source.Found found
                ? Optional.of(new Names(Wanted.of(resource, found), resource))
                : Optional.empty();
    }

    private static String filled(String text, Names names) {
        String filled = text.replace("${wanted.input}", names.wanted().input())
                .replace("${wanted.execution}", names.wanted().execution());
        if (names.wanted().source() instanceof Source.Files files) {
            filled = filled.replace("${wanted.digest}", files.digest());
        }
        for (int attempt = 1; attempt < 10; attempt++) {
            filled = filled.replace("${wanted.job." + attempt + "}", names.job(attempt));
        }
        return filled;
    }

    /** {@code observed.yaml}; what is absent was not there. */
    record Observed(
            String now,
            @Nullable AppDatabase database,
            @Nullable List<ConfigMap> configMaps,
            @Nullable List<AppMigration> neighbours,
            @Nullable List<Job> jobs,
            @Nullable Pod pod,
            @Nullable List<ConfigMap> copies,
            @Nullable Row lastRow,
            @Nullable String ledgerAway,
            @Nullable Boolean ledgerSpoilt,
            @Nullable Boolean ledgerRead) {

        Observation toObservation(AppMigration migration) {
            return new Observation(
                    Instant.parse(now),
                    Optional.ofNullable(database),
                    orEmpty(configMaps).stream()
                            .collect(Collectors.toMap(it -> it.getMetadata().getName(), it -> it)),
                    orEmpty(neighbours),
                    orEmpty(jobs),
                    Optional.ofNullable(pod).map(Pod::toReport),
                    orEmpty(copies),
                    ledger(migration));
        }

        private LedgerView ledger(AppMigration migration) {
            if (ledgerAway != null) {
                return new LedgerView.Away(ledgerAway, !Boolean.TRUE.equals(ledgerSpoilt));
            }
            return lastRow != null || Boolean.TRUE.equals(ledgerRead)
                    ? new LedgerView.Read(Optional.ofNullable(lastRow).map(row -> row.toRow(migration)))
                    : new LedgerView.NotRead();
        }
    }

    record Pod(
            String name,
            @Nullable String waiting,
            @Nullable Integer exitCode,
            @Nullable String termination,
            @Nullable String imageRef) {
        PodReport toReport() {
            return new PodReport(
                    name,
                    Optional.ofNullable(waiting),
                    exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode),
                    Optional.ofNullable(termination),
                    Optional.ofNullable(imageRef));
        }
    }

    record Row(
            String run,
            String input,
            @JsonProperty("digest") String sourceDigest,
            String finishedAt,
            @Nullable String outcome,
            @Nullable String version,
            @Nullable String target,
            @Nullable List<TableCount> staticData) {
        LedgerRow toRow(AppMigration migration) {
            RunResult result = new RunResult(
                    Outcome.valueOf(Optional.ofNullable(outcome).orElse("SUCCEEDED")),
                    orEmpty(version),
                    Optional.ofNullable(target).orElseGet(() -> orEmpty(version)),
                    List.of(),
                    List.of(),
                    orEmpty(staticData),
                    sourceDigest,
                    Optional.empty());
            return new LedgerRow(
                    7,
                    migration.getMetadata().getName(),
                    run,
                    input,
                    sourceDigest,
                    "",
                    "Migrations",
                    true,
                    result,
                    Instant.parse(finishedAt));
        }
    }

    /** A decision as a tree that reads well. */
    static Map<String, Object> tree(Decision decision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("decision", decision.getClass().getSimpleName());
        switch (decision) {
            case Decision.Applied done -> {
                tree.put("run", done.row().run());
                tree.put(
                        "deleted",
                        done.leftovers().stream()
                                .map(it -> it.getMetadata().getName())
                                .toList());
            }
            case Decision.StaysApplied done -> tree.put("trouble", done.trouble());
            case Decision.Wait wait -> tree.put("reason", wait.reason().name());
            case Decision.Blocked blocked -> tree.put("reason", blocked.reason().name());
            case Decision.Running it -> tree.put("job", it.run().name());
            case Decision.Start start -> {
                tree.put("attempt", start.attempt());
                start.copy().ifPresent(copy -> tree.put("copy", copy));
                tree.put("job", start.job());
            }
            case Decision.Failed failed -> {
                tree.put("job", failed.run().name());
                tree.put("next", failed.next().map(Instant::toString).orElse("never"));
            }
            case Decision.StaysFailed failed -> {}
            case Decision.Refused refused -> tree.put("retryable", refused.retryable());
        }
        return tree;
    }
}
