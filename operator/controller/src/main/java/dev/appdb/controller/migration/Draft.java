package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.api.AppMigrationStatus.ObservedSource;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.migrate.exchange.AppliedMigration;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.RunResult;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A status in the making: begins as the one before, without its failure. */
final class Draft {
    private static final int LONGEST_LIST = 20;

    private final AppMigrationStatus before;
    private Phase phase;
    private @Nullable String currentVersion;
    private @Nullable String targetVersion;
    private @Nullable ObservedSource source;
    private @Nullable List<String> pending;
    private @Nullable List<AppMigrationStatus.Applied> applied;
    private @Nullable List<AppMigrationStatus.TableCounts> staticData;
    private AppMigrationStatus.@Nullable Failure failure;
    private @Nullable Integer attempt;
    private @Nullable String runToken;
    private @Nullable String job;

    Draft(AppMigration migration) {
        before = Optional.ofNullable(migration.getStatus()).orElseGet(Draft::nothing);
        phase = Optional.ofNullable(before.phase()).orElse(Phase.Pending);
        currentVersion = before.currentVersion();
        targetVersion = before.targetVersion();
        source = before.observedSource();
        pending = before.pending();
        applied = before.applied();
        staticData = before.staticData();
        attempt = before.attempt();
        runToken = before.runToken();
        job = before.job();
    }

    Draft phase(Phase thatPhase) {
        phase = thatPhase;
        return this;
    }

    Draft run(String thatJob, int thatAttempt) {
        job = thatJob;
        attempt = thatAttempt;
        return this;
    }

    Draft sameFailure() {
        failure = before.failure();
        return this;
    }

    Draft failure(Failure thatFailure) {
        failure = Story.status(thatFailure);
        return this;
    }

    /** What a run is about; of an image, its content's digest is only known once a run has seen it. */
    Draft wanted(Wanted wanted) {
        source = switch (wanted.source()) {
            case Source.Files files -> new ObservedSource(files.digest(), null, wanted.input());
            case Source.Image image -> {
                Optional<ObservedSource> same =
                        Optional.ofNullable(source).filter(it -> it.image() != null && isOf(image, it.image()));
                yield new ObservedSource(
                        same.map(ObservedSource::digest).orElse(null),
                        same.map(ObservedSource::image).orElse(image.reference()),
                        wanted.input());
            }
        };
        runToken = wanted.token().isEmpty() ? runToken : wanted.token();
        return this;
    }

    /** What the run found in its image, and which image that was. */
    Draft saw(Source.Image image, String digest, Optional<String> imageRef) {
        ObservedSource wanted = Objects.requireNonNull(source);
        source = new ObservedSource(
                digest,
                imageRef.filter(ref -> ref.contains("@sha256:"))
                        .filter(ref -> !image.reference().contains("@sha256:"))
                        .map(ref -> image.reference() + ref.substring(ref.lastIndexOf('@')))
                        .orElse(wanted.image()),
                wanted.input());
        return this;
    }

    /** What a run told; a run that failed early may know little. */
    Draft result(RunResult result) {
        if (result.outcome().successful() || !result.currentVersion().isEmpty()) {
            currentVersion = result.currentVersion().isEmpty() ? null : result.currentVersion();
        }
        if (result.outcome().successful() || !result.targetVersion().isEmpty()) {
            targetVersion = result.targetVersion().isEmpty() ? null : result.targetVersion();
        }
        if (result.outcome().successful() || !result.applied().isEmpty()) {
            applied = result.applied().stream()
                    .limit(LONGEST_LIST)
                    .map(Draft::applied)
                    .toList();
        }
        pending = result.pending().stream().limit(LONGEST_LIST).toList();
        if (result.outcome().successful()) {
            staticData = result.staticData().stream()
                    .map(table -> new AppMigrationStatus.TableCounts(
                            table.table(), table.inserted(), table.updated(), table.unchanged(), table.deleted()))
                    .toList();
        }
        return this;
    }

    AppMigrationStatus build(long generation, List<Condition> conditions) {
        return new AppMigrationStatus(
                generation,
                phase,
                currentVersion,
                targetVersion,
                source,
                pending,
                applied,
                staticData,
                failure,
                attempt,
                runToken,
                job,
                conditions);
    }

    private static boolean isOf(Source.Image image, String seen) {
        return seen.equals(image.reference()) || seen.startsWith(image.reference() + "@sha256:");
    }

    private static AppMigrationStatus.Applied applied(AppliedMigration row) {
        return new AppMigrationStatus.Applied(
                row.version(), row.description(), row.file(), row.installedOn(), row.millis());
    }

    private static AppMigrationStatus nothing() {
        return new AppMigrationStatus(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
