package dev.appdb.migrate.flyway;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of the history.
 *
 * @param version absent for a repeatable migration
 */
public record HistoryRow(
        int rank,
        Optional<String> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        Instant installedOn,
        long millis,
        boolean success) {}
