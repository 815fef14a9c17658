package dev.appdb.migrate.exchange;

/**
 * One row of the history.
 *
 * @param version empty for a repeatable migration
 * @param installedOn ISO-8601, UTC
 * @param millis how long it ran
 */
public record AppliedMigration(String version, String description, String file, String installedOn, long millis) {}
