package dev.appdb.postgres.tls;

/** A text that should have been PEM; the message says which and why, and repeats nothing of it. */
public final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    PemException(String message, Throwable cause) {
        super(message, cause);
    }

    PemException(String message) {
        super(message);
    }
}
