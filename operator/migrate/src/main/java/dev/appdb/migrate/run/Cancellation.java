package dev.appdb.migrate.run;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody's wish that the run ends, and the session where it has to be heard. */
final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    static final Failure STOPPED = new Failure(
            "", "", 0, "57014", "the run was stopped from outside before its end", "", "It is tried again.", true);

    private boolean stopped;
    private Optional<PGConnection> session = Optional.empty();

    synchronized void watch(PGConnection connection) {
        session = Optional.of(connection);
        check();
    }

    /** From here on nothing is cancelled any more: what remains to be written is short. */
    synchronized void endWatch() {
        session = Optional.empty();
    }

    /** @throws FailedRun if the run has been stopped */
    synchronized void check() {
        if (stopped) {
            throw new FailedRun(STOPPED);
        }
    }

    synchronized void stop() {
        stopped = true;
        session.ifPresent(connection -> {
            try {
                connection.cancelQuery();
            } catch (SQLException e) {
                LOG.info("the running statement could not be cancelled; the session's end ends it", e);
            }
        });
    }

    /** A statement that was cancelled by us is nobody's mistake. */
    synchronized Failure explain(Failure failure) {
        return stopped ? STOPPED : failure;
    }
}
