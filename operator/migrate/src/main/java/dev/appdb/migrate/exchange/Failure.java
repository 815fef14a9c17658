package dev.appdb.migrate.exchange;

/**
 * Why a run ended badly and what to do about it; every text is bounded, and empty where it does not apply.
 *
 * @param file relative to the source's root
 * @param line of that file, counted from 1; 0 where the failure has no line
 * @param retryable whether time alone can heal it
 */
public record Failure(
        String version,
        String file,
        int line,
        String sqlState,
        String message,
        String statement,
        String hint,
        boolean retryable) {

    private static final int LONGEST = 2000;

    public Failure {
        version = cut(version, 60);
        file = cut(file, 300);
        message = cut(message, LONGEST);
        statement = cut(statement, LONGEST);
        hint = cut(hint, LONGEST);
    }

    /** A failure that only a person can heal. */
    public static Failure needsPerson(String message, String hint) {
        return new Failure("", "", 0, "", message, "", hint, false);
    }

    public Failure in(String atFile, int atLine) {
        return new Failure(version, atFile, atLine, sqlState, message, statement, hint, retryable);
    }

    public Failure ofVersion(String thatVersion) {
        return new Failure(thatVersion, file, line, sqlState, message, statement, hint, retryable);
    }

    public Failure withStatement(String thatStatement) {
        return new Failure(version, file, line, sqlState, message, thatStatement, hint, retryable);
    }

    public Failure withHint(String thatHint) {
        return new Failure(version, file, line, sqlState, message, statement, thatHint, retryable);
    }

    public Failure retryable(boolean thatRetryable) {
        return new Failure(version, file, line, sqlState, message, statement, hint, thatRetryable);
    }

    Failure shortened(int longest) {
        return new Failure(
                version,
                file,
                line,
                sqlState,
                cut(message, longest),
                cut(statement, longest),
                cut(hint, longest),
                retryable);
    }

    /** {@code V3__orders.sql:7: relation "x" does not exist (42P01). Do this.} */
    public String sentence() {
        String where = file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ";
        String state = sqlState.isEmpty() ? "" : " (" + sqlState + ")";
        return where + message + state + (hint.isEmpty() ? "" : ". " + hint);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
