package dev.appdb.controller.server;

/** A class's server cannot be opened, or is not the one that it was. */
public final class TroubleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody sends it anywhere
    private final Trouble trouble;

    public TroubleException(Trouble trouble) {
        super(trouble.message());
        this.trouble = trouble;
    }

    public Trouble trouble() {
        return trouble;
    }
}
