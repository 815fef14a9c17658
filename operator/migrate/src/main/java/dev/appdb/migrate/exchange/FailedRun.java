package dev.appdb.migrate.exchange;

/** Ends a run from anywhere inside it; never leaves {@link Runner}. */
public final class FailedRun extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public FailedRun(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    public FailedRun(Failure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
