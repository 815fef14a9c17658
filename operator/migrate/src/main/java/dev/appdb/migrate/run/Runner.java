package dev.appdb.migrate.run;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.TenantSession;
import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.RunRequest;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.exchange.SqlFailure;
import dev.appdb.migrate.ledger.Ledger;
import dev.appdb.migrate.source.SourceFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/**
 * Does what a request asks for, in one session of the migrator's login, and tells how it ended; a user's mistake and a
 * server's failure are results too, never exceptions. Two runs on one history exclude each other.
 */
public final class Runner {
    private static final Duration LONGEST_WAIT_FOR_OTHER_RUN = Duration.ofSeconds(60);

    private final Consumer<String> out;
    private final String imageRef;
    private final Duration longestWait;
    private final Cancellation cancellation = new Cancellation();

    /** Tells nobody what it does. */
    public Runner() {
        this(line -> {}, "");
    }

    /**
     * @param out takes a readable line for each thing done
     * @param imageRef the source's image with its digest, where the caller knows it; otherwise empty
     */
    public Runner(Consumer<String> out, String imageRef) {
        this(out, imageRef, LONGEST_WAIT_FOR_OTHER_RUN);
    }

    Runner(Consumer<String> out, String imageRef, Duration longestWait) {
        this.out = out;
        this.imageRef = imageRef;
        this.longestWait = longestWait;
    }

    public RunResult run(RunRequest request, TenantConnection connection) {
        String digest = "";
        try {
            SourceFiles files = request.sourceDir().isEmpty()
                    ? SourceFiles.of(Map.of())
                    : SourceFiles.read(Path.of(request.sourceDir()));
            digest = files.digest();
            return attempt(request, connection, files);
        } catch (FailedRun e) {
            return RunResult.failed(digest, cancellation.explain(e.failure()));
        } catch (SQLException e) {
            return RunResult.failed(digest, cancellation.explain(SqlFailure.of(e, "running the migration")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RunResult.failed(digest, Cancellation.STOPPED);
        }
    }

    /** Ends the run soon and cleanly, from another thread: its statement is cancelled, its locks go with its session. */
    public void stop() {
        cancellation.stop();
    }

    private RunResult attempt(RunRequest request, TenantConnection connection, SourceFiles files)
            throws SQLException, InterruptedException {
        try (Connection sql = open(request, connection)) {
            cancellation.watch(sql.unwrap(PGConnection.class));
            return new RunInSession(
                            sql,
                            request,
                            connection.schema(),
                            files,
                            Ledger.of(connection.schema(), imageRef),
                            cancellation,
                            out)
                    .perform(longestWait);
        }
    }

    private Connection open(RunRequest request, TenantConnection connection) {
        Map<String, String> settings = new LinkedHashMap<>();
        Durations.of("execution.lockTimeout", request.lockTimeout())
                .ifPresent(timeout -> settings.put("lock_timeout", timeout.toMillis() + "ms"));
        Durations.of("execution.statementTimeout", request.statementTimeout())
                .ifPresent(timeout -> settings.put("statement_timeout", timeout.toMillis() + "ms"));
        try {
            return TenantSession.working("appdb migrate " + request.migration(), settings)
                    .open(connection);
        } catch (SQLException e) {
            throw SqlFailure.ended(e, "connecting as " + connection);
        }
    }
}
