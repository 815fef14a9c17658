package dev.appdb.author.embedded;

/** The embedded server cannot do what was asked; the message says why and what to do. */
public final class EmbeddedServerException extends RuntimeException {
    public EmbeddedServerException(String message) {
        super(message);
    }

    public EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
