package dev.appdb.migrate.exchange;

/** What loading its static data did to one table, in rows. */
public record TableCount(String table, long inserted, long updated, long unchanged, long deleted) {}
