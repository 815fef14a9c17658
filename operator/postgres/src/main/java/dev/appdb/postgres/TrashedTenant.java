package dev.appdb.postgres;

/**
 * A tenant whose names were taken from it, and that waits for its purge.
 *
 * @param id the name of its schema and its owner role now
 * @param mark whose it was, and when it was trashed
 * @param ownerOid of its owner role, which never changes
 */
public record TrashedTenant(String id, Mark mark, long ownerOid) {}
