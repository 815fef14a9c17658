package dev.appdb.migrate.exchange;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Says what a server's error means: the text, whether time heals it, and what to do. */
public final class SqlFailure {
    /** Connections lost, refused or exhausted, locks and conflicts, a server that goes or comes. */
    private static final Set<String> HEALS =
            Set.of("53300", "55P03", "40P01", "40001", "57P01", "57P02", "57P03", "57P05");

    private SqlFailure() {}

    /** @param attempted a clause such as {@code connecting to ...}; empty where the file and line tell it */
    public static Failure of(SQLException error, String attempted) {
        String state = Optional.ofNullable(error.getSQLState()).orElse("");
        String message = (attempted.isEmpty() ? "" : attempted + ": ") + text(error);
        return new Failure("", "", 0, state, message, "", hint(state), heals(state));
    }

    /** For an error of which no statement of a file is the cause. */
    public static FailedRun ended(SQLException error, String attempted) {
        return new FailedRun(of(error, attempted), error);
    }

    /** Whether the session is gone. */
    public static boolean lostConnection(String state) {
        return state.startsWith("08") || state.equals("57P01") || state.equals("57P02");
    }

    static boolean heals(String state) {
        return state.startsWith("08") || HEALS.contains(state);
    }

    private static String text(SQLException error) {
        Optional<ServerErrorMessage> server = error instanceof PSQLException psql
                ? Optional.ofNullable(psql.getServerErrorMessage())
                : Optional.empty();
        return server.map(SqlFailure::text)
                .orElseGet(() -> Optional.ofNullable(error.getMessage()).orElse(error.toString()));
    }

    private static String text(ServerErrorMessage server) {
        StringBuilder text =
                new StringBuilder(Optional.ofNullable(server.getMessage()).orElse("the server gave no message"));
        Optional.ofNullable(server.getDetail())
                .ifPresent(detail -> text.append(". ").append(detail));
        Optional.ofNullable(server.getHint())
                .ifPresent(hint -> text.append(" Server's hint: ").append(hint));
        return text.toString();
    }

    private static String hint(String state) {
        return switch (state) {
            case "42P01", "42703", "42883", "42704", "3F000" ->
                "Check the name, and that the migration which makes it comes earlier.";
            case "42P07", "42710", "42701", "42P06", "42723" ->
                "It is there already: another migration or a person made it. Use IF NOT EXISTS, or a baselineVersion"
                        + " for a schema that was made by other means.";
            case "42501" ->
                "The migrator owns its own schema and nothing else. Leave names without a schema (no \"public.\"), and"
                        + " ask the admins of the class for roles and extensions.";
            case "42601" -> "Correct the statement; commands of psql (\\copy, \\i, \\set) are not SQL.";
            case "25001" ->
                "This statement cannot run in a transaction: put it in a file of its own, V<version>__<name>.sql, with"
                        + " V<version>__<name>.sql.conf beside it that holds executeInTransaction=false.";
            case "23502", "23503", "23505", "23514", "23P01" ->
                "Rows break a constraint: correct the rows or the script.";
            case "57014" ->
                "It took longer than statementTimeout allows: raise execution.statementTimeout, or split the work.";
            case "55P03" ->
                "Another session holds the lock: it is tried again; if it stays so, look for long transactions in"
                        + " pg_stat_activity or raise execution.lockTimeout.";
            case "40P01", "40001" -> "It collided with another session: it is tried again.";
            case "53300" -> "The server or this login has no connection left: it is tried again.";
            case "57P01", "57P02", "57P03" -> "The server is stopping or starting: it is tried again.";
            case "28P01", "28000" ->
                "The login was refused: check that the Secret is the one that AppDatabase writes, and not an old copy.";
            case "3D000" -> "The database is not there: look at the AppDatabase and its class.";
            case "53100" -> "The server's disk is full: tell its admins.";
            default ->
                state.startsWith("08")
                        ? "The server was not reached or went away: it is tried again."
                        : "Correct the statement or its values.";
        };
    }
}
