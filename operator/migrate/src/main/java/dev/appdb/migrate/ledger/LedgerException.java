package dev.appdb.migrate.ledger;

/** The ledger could not be read; says why and whether asking again may help. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final boolean retryable;

    LedgerException(String reason, boolean retryable, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
        this.retryable = retryable;
    }

    LedgerException(String reason, boolean retryable) {
        super(reason);
        this.reason = reason;
        this.retryable = retryable;
    }

    public String reason() {
        return reason;
    }

    public boolean retryable() {
        return retryable;
    }
}
