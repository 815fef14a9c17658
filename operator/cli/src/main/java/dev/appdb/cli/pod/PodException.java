package dev.appdb.cli.pod;

/** A pod cannot start; the message says what it waits for. */
public final class PodException extends RuntimeException {
    PodException(String message) {
        super(message);
    }
}
