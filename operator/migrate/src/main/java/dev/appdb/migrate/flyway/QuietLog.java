package dev.appdb.migrate.flyway;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the engine's log to SLF4J where only a debugger looks: what users need to know, a run says itself, once. */
public final class QuietLog implements LogCreator {

    @Override
    public Log createLogger(Class<?> owner) {
        return new Lowered(LoggerFactory.getLogger(owner));
    }

    private record Lowered(Logger logger) implements Log {
        @Override
        public void debug(String message) {
            logger.trace(message);
        }

        @Override
        public void info(String message) {
            logger.debug(message);
        }

        @Override
        public void warn(String message) {
            logger.debug(message);
        }

        @Override
        public void error(String message) {
            logger.debug(message);
        }

        @Override
        public void error(String message, Exception cause) {
            logger.debug(message, cause);
        }

        @Override
        public void notice(String message) {
            logger.debug(message);
        }
    }
}
