package dev.appdb.controller.migration;

/**
 * What every Job has in common.
 *
 * @param image that holds the runner: the operator's own
 * @param pullPolicy of that image
 */
public record MigrationSettings(String image, String pullPolicy) {}
