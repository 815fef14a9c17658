package dev.appdb.controller.operator;

import java.time.Duration;

/**
 * How often the servers are looked at, where nothing else asks for it.
 *
 * @param drift between two looks for drift
 * @param passwords in which every tenant's passwords are tried once
 */
record Pace(Duration drift, Duration passwords) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofHours(1));
}
