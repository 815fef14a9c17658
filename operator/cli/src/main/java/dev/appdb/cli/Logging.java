package dev.appdb.cli;

import java.util.List;

/** Libraries log to standard error: the operator what it does, everything else only what is wrong. */
final class Logging {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Logging() {}

    /** Before the first logger is made; a level that was given as a system property stays. */
    static void configure(String... arguments) {
        boolean operator = List.of(arguments).contains("operator");
        if (System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, operator ? "info" : "error");
        }
        // What these two say below an error, the operator says itself, in terms of its resources, or nobody can act on.
        for (String talkative :
                List.of("com.zaxxer.hikari", "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")) {
            System.setProperty("org.slf4j.simpleLogger.log." + talkative, "error");
        }
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }
}
