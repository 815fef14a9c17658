package dev.appdb.migrate.flyway;

import dev.appdb.migrate.Table;
import dev.appdb.migrate.exchange.AppliedMigration;
import dev.appdb.migrate.exchange.FailedRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.ValidateOutput;

/** The migrations of one run: lock the history, compare it with the source, apply what is pending. */
public final class MigrationPhase {
    private static final int NEWEST = 20;
    private static final Set<MigrationState> PENDING =
            Set.of(MigrationState.PENDING, MigrationState.OUTDATED, MigrationState.ABOVE_TARGET);

    private final Connection sql;
    private final History history;
    private final Consumer<String> out;
    private final Runnable mayGoOn;
    private Optional<Engine> engine = Optional.empty();

    /** @param mayGoOn asked before each step; it throws what should end the run */
    public MigrationPhase(Connection sql, History history, Consumer<String> out, Runnable mayGoOn) {
        this.mayGoOn = mayGoOn;
        this.sql = sql;
        this.history = history;
        this.out = out;
    }

    /** Takes the lock that keeps other runs away until the session ends. */
    public void lock(Duration longest) throws SQLException, InterruptedException {
        RunLock.take(sql, history.table(), longest, out, mayGoOn);
    }

    /** Makes the history where it is missing; to be called inside a transaction. */
    public void ensureHistory(EngineOptions options, Table ledger) throws SQLException {
        history.ensure(sql, options.baseline(), ledger);
    }

    /**
     * Applies what is pending, unless the history is ahead of the source.
     *
     * @return whether it is ahead
     * @throws FailedRun where source and history contradict each other, or a statement fails
     */
    public boolean apply(Scripts scripts, EngineOptions options) throws SQLException {
        options.checkTarget(scripts);
        Engine applying = engine(scripts, options);
        List<MigrationInfo> found = applying.infos();
        List<MigrationInfo> infos = forgetCorrectedFailures(found) ? applying.infos() : found;
        List<ValidateOutput> contradictions = applying.contradictions();
        if (!contradictions.isEmpty()) {
            throw new FailedRun(Contradiction.of(contradictions.getFirst(), history));
        }
        if (isAhead(infos, scripts, options)) {
            return true;
        }
        applying.migrate();
        return false;
    }

    /** What the source has and the history lacks, in the order in which it would be applied. */
    public List<String> pending(Scripts scripts, EngineOptions options) {
        return engine(scripts, options).infos().stream()
                .filter(info -> PENDING.contains(info.getState()))
                .map(info -> info.getVersion() == null
                        ? info.getDescription()
                        : info.getVersion().toString())
                .toList();
    }

    /** The history's newest rows, newest first. */
    public List<AppliedMigration> applied() throws SQLException {
        return rows().stream()
                .filter(HistoryRow::success)
                .sorted(Comparator.comparingInt(HistoryRow::rank).reversed())
                .limit(NEWEST)
                .map(row -> new AppliedMigration(
                        row.version().orElse(""),
                        row.description(),
                        row.script(),
                        row.installedOn().toString(),
                        row.millis()))
                .toList();
    }

    public String currentVersion() throws SQLException {
        return rows().stream()
                .filter(HistoryRow::success)
                .flatMap(row -> row.version().stream())
                .map(MigrationVersion::fromVersion)
                .max(MigrationVersion::compareTo)
                .map(MigrationVersion::toString)
                .orElse("");
    }

    private List<HistoryRow> rows() throws SQLException {
        return history.exists(sql) ? history.rows(sql) : List.of();
    }

    /**
     * A script that failed outside a transaction leaves a row that says so. Once its file has been changed, or taken
     * away, a person has seen to it.
     */
    private boolean forgetCorrectedFailures(List<MigrationInfo> infos) throws SQLException {
        boolean forgot = false;
        for (MigrationInfo info : infos) {
            Optional<Integer> now = Optional.ofNullable(info.getResolvedChecksum());
            if (info.getState().isFailed() && !now.equals(Optional.ofNullable(info.getAppliedChecksum()))) {
                history.forgetFailure(sql, info.getInstalledRank());
                out.accept("forgets that %s failed: its file has changed since".formatted(info.getScript()));
                forgot = true;
            }
        }
        return forgot;
    }

    /** Made once for a run: configuring it costs as much as asking it. */
    private Engine engine(Scripts scripts, EngineOptions options) {
        Engine made = engine.orElseGet(() -> new Engine(sql, history, scripts, options, new Progress(out, mayGoOn)));
        engine = Optional.of(made);
        return made;
    }

    private static boolean isAhead(List<MigrationInfo> infos, Scripts scripts, EngineOptions options) {
        Optional<MigrationVersion> wanted = options.target().or(scripts::highest);
        boolean somethingToDo =
                infos.stream().anyMatch(info -> info.getState() == MigrationState.PENDING && info.getVersion() != null);
        boolean higherApplied = infos.stream()
                .filter(info -> info.getState().isApplied() && !info.getState().isFailed())
                .filter(info -> info.getVersion() != null)
                .anyMatch(info -> wanted.isEmpty() || info.getVersion().compareTo(wanted.get()) > 0);
        return higherApplied && !somethingToDo;
    }
}
