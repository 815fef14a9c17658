package dev.appdb.postgres;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Limits of each login; absent means that the server's own setting holds. The timeouts are not the migrator's: a
 * migration is bounded by its own run's timeouts and may take long for good reasons.
 *
 * @param connections most connections at once for each app and readonly login, at least 1
 * @param migratorConnections the same for each migrator login
 */
public record Limits(
        OptionalInt connections,
        OptionalInt migratorConnections,
        Optional<Duration> statementTimeout,
        Optional<Duration> lockTimeout,
        Optional<Duration> idleInTransactionTimeout) {

    private static final Limits NONE =
            new Limits(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Limits {
        checkConnections(connections);
        checkConnections(migratorConnections);
        Stream.of(statementTimeout, lockTimeout, idleInTransactionTimeout)
                .flatMap(Optional::stream)
                .forEach(Limits::check);
    }

    /** The server's own settings. */
    public static Limits none() {
        return NONE;
    }

    private static void checkConnections(OptionalInt connections) {
        if (connections.isPresent() && connections.getAsInt() < 1) {
            throw new IllegalArgumentException("a limit of " + connections.getAsInt() + " connections lets nobody in");
        }
    }

    /** PostgreSQL counts milliseconds in 32 bits, and reads 0 as 'no limit'. */
    private static void check(Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("not between a millisecond and 24 days: " + timeout);
        }
    }
}
