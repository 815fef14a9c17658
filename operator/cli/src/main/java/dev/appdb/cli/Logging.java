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
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }
}
