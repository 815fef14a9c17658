package dev.appdb.author.console;

/** A query was refused; the message is the server's. */
public final class ConsoleException extends RuntimeException {
    ConsoleException(String message, Throwable cause) {
        super(message, cause);
    }
}
