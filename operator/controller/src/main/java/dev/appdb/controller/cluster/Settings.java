package dev.appdb.controller.cluster;

/**
 * Which installation this is.
 *
 * @param operatorNamespace where the Secrets of the classes' admins are
 * @param clusterId part of every mark, so that two clusters can share a server; never changes
 */
public record Settings(String operatorNamespace, String clusterId) {}
