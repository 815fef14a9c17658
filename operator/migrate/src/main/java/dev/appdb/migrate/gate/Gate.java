package dev.appdb.migrate.gate;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TenantSession;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.SqlFailure;
import dev.appdb.migrate.flyway.History;
import dev.appdb.migrate.flyway.HistoryMatch;
import dev.appdb.migrate.flyway.Scripts;
import dev.appdb.migrate.flyway.Versions;
import dev.appdb.migrate.ledger.LedgerException;
import dev.appdb.migrate.ledger.LedgerView;
import dev.appdb.migrate.ledger.LedgerView.Newest;
import dev.appdb.migrate.source.SourceFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a pod wants with what its database has, with the app's own login and nothing else.
 *
 * <p>It opens when a run of exactly these files, or of that image, ended well (a skipped one too). Files also pass when
 * the history holds every versioned and repeatable one with the same checksum, whoever applied them: that is how a
 * rollback starts at once. Static data leaves no trace in the history, so if there are data files among them, some run
 * must have ended well with exactly those data files. A version passes when that very version is in the history.
 */
public final class Gate {
    private final Optional<String> historyTable;

    public Gate() {
        this(Optional.empty());
    }

    /** @param historyTable where the ledger has no row of the migration that tells it */
    public Gate(Optional<String> historyTable) {
        this.historyTable = historyTable;
    }

    /** One look; never throws for what the database or the pod's files are like. */
    public GateVerdict check(TenantConnection connection, String migration, Want want) {
        try (Connection sql = TenantSession.looking("appdb gate " + migration).open(connection)) {
            sql.setAutoCommit(false);
            LedgerView ledger = LedgerView.of(sql, connection.schema(), migration);
            return new Look(sql, connection.schema(), migration, ledger).at(want);
        } catch (FailedRun e) {
            return new GateVerdict.Refused(e.failure().sentence());
        } catch (LedgerException e) {
            return new GateVerdict.Wait(e.reason());
        } catch (SQLException e) {
            return new GateVerdict.Wait(SqlFailure.of(
                            e,
                            "asking %s:%d/%s as %s"
                                    .formatted(
                                            connection.host(),
                                            connection.port(),
                                            connection.database(),
                                            connection.user()))
                    .sentence());
        }
    }

    private final class Look {
        private final Connection sql;
        private final String schema;
        private final String migration;
        private final LedgerView ledger;

        Look(Connection sql, String schema, String migration, LedgerView ledger) {
            this.sql = sql;
            this.schema = schema;
            this.migration = migration;
            this.ledger = ledger;
        }

        GateVerdict at(Want want) throws SQLException {
            return switch (want) {
                case Want.Files(var directory) -> files(SourceFiles.read(directory));
                case Want.Image(String reference) ->
                    ledger.broughtImage(reference)
                            ? new GateVerdict.Open("image " + reference + " has been applied")
                            : waiting("image " + reference + " has not been applied");
                case Want.Version(String version) -> version(version);
            };
        }

        private GateVerdict files(SourceFiles wanted) throws SQLException {
            if (wanted.isEmpty()) {
                return new GateVerdict.Refused("the directory of --files has no migration: mount the migrations there");
            }
            if (ledger.broughtSource(wanted.digest())) {
                return new GateVerdict.Open("exactly these files have been applied");
            }
            Optional<String> missing = history().missing(Scripts.of(wanted.sql()));
            if (missing.isPresent()) {
                return waiting(missing.get());
            }
            SourceFiles data = wanted.data();
            return data.isEmpty() || ledger.broughtData(data.digest())
                    ? new GateVerdict.Open("all of these files are in the history")
                    : waiting("the migrations are applied, and static data as in these files has not been loaded");
        }

        private GateVerdict version(String version) throws SQLException {
            if (history().holds(version)) {
                return new GateVerdict.Open("version " + version + " is in the history");
            }
            boolean skipped = ledger.newest()
                    .filter(row -> row.outcome() == Outcome.SKIPPED)
                    .filter(row -> Versions.reaches(row.targetVersion(), version))
                    .isPresent();
            return skipped
                    ? new GateVerdict.Open("version %s was skipped, as the migration asks".formatted(version))
                    : waiting("version %s is not in the history".formatted(version));
        }

        private HistoryMatch history() throws SQLException {
            String name = ledger.newest()
                    .map(Newest::historyTable)
                    .or(() -> historyTable)
                    .orElse(RunRequest.DEFAULT_HISTORY);
            History history = new History(schema, name);
            return new HistoryMatch(history.exists(sql) ? history.rows(sql) : List.of());
        }

        private GateVerdict waiting(String reason) throws SQLException {
            String run = ledger.newest()
                    .map(row -> switch (row.outcome()) {
                        case FAILED -> "; the last run of %s failed: %s".formatted(migration, row.failure());
                        default -> row.complete() ? "" : "; a run of %s is under way".formatted(migration);
                    })
                    .orElse("; no run of %s has ended yet".formatted(migration));
            return new GateVerdict.Wait(reason + run);
        }
    }
}
