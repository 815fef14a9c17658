package dev.appdb.migrate.ledger;

import dev.appdb.migrate.exchange.RunResult;
import java.time.Instant;

/**
 * One finished phase of a run.
 *
 * @param phase {@code Migrations}, {@code StaticData} or {@code Skipped}
 * @param complete whether this row ends its run
 */
public record LedgerRow(
        long id,
        String migration,
        String run,
        String input,
        String sourceDigest,
        String image,
        String phase,
        boolean complete,
        RunResult result,
        Instant finishedAt) {}
