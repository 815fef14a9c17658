package dev.appdb.migrate.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.migrate.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run did, as the ledger keeps it.
 *
 * @param currentVersion highest version applied; empty if none
 * @param targetVersion the version that the run was to reach; empty if the source has no versions
 * @param applied the history's newest 20 rows, newest first
 * @param pending versions (descriptions of repeatables) that the source has and the history lacks, in order
 * @param staticData a count per table, in the order of loading
 */
public record RunResult(
        Outcome outcome,
        String currentVersion,
        String targetVersion,
        List<AppliedMigration> applied,
        List<String> pending,
        List<TableCount> staticData,
        String sourceDigest,
        Optional<Failure> failure) {

    /** What the kubelet keeps of a termination message. */
    private static final int BRIEF_BYTES = 4096;

    public RunResult {
        currentVersion = given(currentVersion);
        targetVersion = given(targetVersion);
        applied = given(applied);
        pending = given(pending);
        staticData = given(staticData);
        sourceDigest = given(sourceDigest);
        failure = Objects.requireNonNullElse(failure, Optional.empty());
    }

    /** A run that ended before it knew anything of the database. */
    public static RunResult failed(String sourceDigest, Failure failure) {
        return new RunResult(
                Outcome.FAILED, "", "", List.of(), List.of(), List.of(), sourceDigest, Optional.of(failure));
    }

    public RunResult failedBy(Failure thatFailure) {
        return new RunResult(
                Outcome.FAILED,
                currentVersion,
                targetVersion,
                applied,
                pending,
                staticData,
                sourceDigest,
                Optional.of(thatFailure));
    }

    public RunResult with(Outcome thatOutcome) {
        return new RunResult(
                thatOutcome, currentVersion, targetVersion, applied, pending, staticData, sourceDigest, failure);
    }

    public RunResult withStaticData(List<TableCount> counts) {
        return new RunResult(outcome, currentVersion, targetVersion, applied, pending, counts, sourceDigest, failure);
    }

    public String toJson() {
        return Json.write(this);
    }

    /** @throws IllegalArgumentException where the text is no result */
    public static RunResult fromJson(String json) {
        return Json.read(json, RunResult.class);
    }

    /** The same shape in at most 4096 bytes of JSON: lists lose their tails first, then texts are cut. */
    public String brief() {
        return IntStream.of(20, 10, 5, 2, 0)
                .mapToObj(this::bounded)
                .map(RunResult::toJson)
                .filter(json -> json.getBytes(UTF_8).length <= BRIEF_BYTES)
                .findFirst()
                .orElseGet(() -> new RunResult(
                                outcome, "", "", List.of(), List.of(), List.of(), sourceDigest, Optional.empty())
                        .toJson());
    }

    private RunResult bounded(int entries) {
        int text = entries >= 10 ? 1000 : entries >= 2 ? 400 : 150;
        return new RunResult(
                outcome,
                currentVersion,
                targetVersion,
                head(applied, entries),
                head(pending, entries),
                head(staticData, entries),
                sourceDigest,
                failure.map(why -> why.shortened(text)));
    }

    private static <T> List<T> head(List<T> list, int entries) {
        return list.subList(0, Math.min(entries, list.size()));
    }

    private static String given(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static <T> List<T> given(@Nullable List<T> list) {
        return List.copyOf(Objects.requireNonNullElse(list, List.of()));
    }
}
