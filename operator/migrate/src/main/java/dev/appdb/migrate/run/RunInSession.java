package dev.appdb.migrate.run;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.exchange.SqlFailure;
import dev.appdb.migrate.flyway.EngineOptions;
import dev.appdb.migrate.flyway.History;
import dev.appdb.migrate.flyway.MigrationPhase;
import dev.appdb.migrate.flyway.Scripts;
import dev.appdb.migrate.ledger.Ledger;
import dev.appdb.migrate.ledger.Ledger.Phase;
import dev.appdb.migrate.source.SourceFiles;
import dev.appdb.migrate.staticdata.StaticDataFiles;
import dev.appdb.migrate.staticdata.StaticDataPhase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run, with its session open: check the source, lock, migrate, load static data, and keep the ledger. */
final class RunInSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunInSession.class);

    private final Connection sql;
    private final RunRequest request;
    private final SourceFiles files;
    private final String dataDigest;
    private final Consumer<String> out;
    private final Ledger ledger;
    private final MigrationPhase migrations;
    private final StaticDataPhase staticData;
    private final Transaction transaction;
    private final Cancellation cancellation;
    private Phase phase = Phase.MIGRATIONS;

    RunInSession(
            Connection sql,
            RunRequest request,
            String schema,
            SourceFiles files,
            Ledger ledger,
            Cancellation cancellation,
            Consumer<String> out) {
        this.sql = sql;
        this.request = request;
        this.files = files;
        this.dataDigest = files.data().digest();
        this.out = out;
        this.ledger = ledger;
        this.cancellation = cancellation;
        this.migrations =
                new MigrationPhase(sql, new History(schema, request.historyTable()), out, cancellation::check);
        this.staticData = new StaticDataPhase(sql, schema);
        this.transaction = new Transaction(sql);
    }

    RunResult perform(Duration longestWait) throws SQLException, InterruptedException {
        migrations.lock(longestWait);
        ensureLedger();
        try {
            EngineOptions options = EngineOptions.of(
                    request.placeholders(), request.target(), request.outOfOrder(), request.baselineVersion());
            Scripts scripts = Scripts.of(files.sql());
            if (request.skip()) {
                return skip(scripts, options);
            }
            StaticDataFiles data = StaticDataFiles.of(files, request.staticData());
            refuseEmpty(scripts, data);
            return apply(scripts, options, data);
        } catch (FailedRun e) {
            return failed(e.failure());
        } catch (SQLException e) {
            return failed(SqlFailure.of(e, "running migration " + request.migration()));
        }
    }

    /** A run on another history of this schema may make the ledger at the same moment: the second look finds it. */
    private void ensureLedger() throws SQLException {
        try {
            transaction.run(() -> ledger.ensure(sql));
        } catch (SQLException e) {
            LOG.debug("the ledger is looked at again", e);
            transaction.run(() -> ledger.ensure(sql));
        }
    }

    private RunResult skip(Scripts scripts, EngineOptions options) throws SQLException {
        phase = Phase.SKIPPED;
        RunResult result = state(scripts, options).with(Outcome.SKIPPED);
        transaction.run(() -> ledger.write(sql, request, phase, true, dataDigest, result));
        out.accept("skipped, as the migration asks: nothing was run");
        return result;
    }

    private RunResult apply(Scripts scripts, EngineOptions options, StaticDataFiles data) throws SQLException {
        transaction.run(() -> migrations.ensureHistory(options, ledger.table()));
        boolean ahead = scripts.hasMigrations() && migrations.apply(scripts, options);
        resetSession();
        RunResult migrated = state(scripts, options).with(ahead ? Outcome.SCHEMA_AHEAD : Outcome.SUCCEEDED);
        boolean complete = ahead || data.isEmpty();
        transaction.run(() -> {
            // A script may have granted the app everything on all tables.
            migrations.ensureHistory(options, ledger.table());
            ledger.ensure(sql);
            ledger.write(sql, request, phase, complete, dataDigest, migrated);
        });
        tell(migrated, scripts, data);
        return complete ? migrated : load(data, migrated);
    }

    private RunResult load(StaticDataFiles data, RunResult migrated) throws SQLException {
        phase = Phase.STATIC_DATA;
        cancellation.check();
        RunResult loaded = transaction.call(() -> {
            RunResult result = migrated.withStaticData(staticData.load(data));
            ledger.write(sql, request, phase, true, dataDigest, result);
            return result;
        });
        loaded.staticData()
                .forEach(count -> out.accept("static data %s: %d inserted, %d updated, %d unchanged"
                        .formatted(count.table(), count.inserted(), count.updated(), count.unchanged())));
        return loaded;
    }

    private void tell(RunResult migrated, Scripts scripts, StaticDataFiles data) {
        if (migrated.outcome() == Outcome.SCHEMA_AHEAD) {
            out.accept("the schema is ahead of this source (%s applied, %s wanted): nothing was undone"
                    .formatted(migrated.currentVersion(), migrated.targetVersion()));
        } else {
            out.accept(
                    migrated.currentVersion().isEmpty()
                            ? "the schema has no versioned migration"
                            : "the schema is at version " + migrated.currentVersion());
        }
        scripts.neverRun().forEach(file -> out.accept("%s is never run: nothing is undone by script".formatted(file)));
        data.leftOut(files)
                .forEach(file ->
                        out.accept("%s is not loaded: no staticData path of the migration names it".formatted(file)));
    }

    private void refuseEmpty(Scripts scripts, StaticDataFiles data) {
        if (!scripts.hasMigrations() && data.isEmpty()) {
            throw new FailedRun(Failure.needsPerson(
                    "the source has no migration: no V<version>__<description>.sql and no R__<description>.sql in "
                            + request.sourceDir(),
                    "Check the path within the source, and that the ConfigMap or image has the files."));
        }
    }

    private RunResult state(Scripts scripts, EngineOptions options) throws SQLException {
        return new RunResult(
                Outcome.SUCCEEDED,
                migrations.currentVersion(),
                options.target().or(scripts::highest).map(Object::toString).orElse(""),
                migrations.applied(),
                migrations.pending(scripts, options),
                List.of(),
                files.digest(),
                Optional.empty());
    }

    /** A failure is a row too, where the session is still good for one. */
    private RunResult failed(Failure cause) {
        Failure failure = cancellation.explain(cause);
        cancellation.endWatch();
        RunResult result = RunResult.failed(files.digest(), failure);
        if (SqlFailure.lostConnection(failure.sqlState())) {
            return result;
        }
        try {
            transaction.abandon();
            resetSession();
            RunResult known = afterFailure(result, failure);
            transaction.run(() -> ledger.write(sql, request, phase, false, dataDigest, known));
            return known;
        } catch (SQLException | FailedRun e) {
            LOG.info("the failure could not be written to {}", ledger.table(), e);
            return result;
        }
    }

    /** What of the database can still be told beside the failure. */
    private RunResult afterFailure(RunResult result, Failure failure) throws SQLException {
        try {
            Scripts scripts = Scripts.of(files.sql());
            return state(scripts, EngineOptions.of(request.placeholders(), "", request.outOfOrder(), ""))
                    .failedBy(failure);
        } catch (FailedRun | SQLException e) {
            LOG.debug("no state beside the failure", e);
            transaction.abandon();
            return result;
        }
    }

    /** A script may have changed the session's settings; what the request gave them stays. */
    private void resetSession() throws SQLException {
        try (Statement reset = sql.createStatement()) {
            reset.execute("RESET ALL");
            reset.execute("RESET ROLE");
        }
    }
}
