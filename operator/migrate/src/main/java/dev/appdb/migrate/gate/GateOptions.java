package dev.appdb.migrate.gate;

import java.time.Duration;
import java.util.Optional;

/**
 * How an init container asks.
 *
 * @param timeout after which the gate gives up with exit code 1, so that the kubelet's back-off takes over
 * @param historyTable where the ledger cannot tell it yet; otherwise the ledger's word counts
 */
public record GateOptions(String migration, Want want, Duration timeout, Optional<String> historyTable) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    public static GateOptions of(String migration, Want want) {
        return new GateOptions(migration, want, DEFAULT_TIMEOUT, Optional.empty());
    }
}
