package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.SqlFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns what the engine throws into file, line, statement, the server's words, and what to do. */
final class EngineFailure {
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<=No value provided for placeholder: )\\$\\{[^}]+}");
    private static final Pattern PARSE_ERROR = Pattern.compile("Unable to parse statement in .* at line (\\d+)");
    private static final Pattern COMMENTS = Pattern.compile("(?s)(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+");

    private EngineFailure() {}

    static Failure of(FlywayException error, Scripts scripts) {
        if (placeholder(error).isPresent()) {
            return withoutValue(placeholder(error).get(), scripts);
        }
        Optional<FlywayMigrateException> migrate =
                causes(error, FlywayMigrateException.class).findFirst();
        Optional<FlywaySqlScriptException> script =
                causes(error, FlywaySqlScriptException.class).findFirst();
        // COPY's error is wrapped in another SQLException.
        Optional<SQLException> server = causes(error, SQLException.class).reduce((outer, inner) -> inner);
        Failure failure = server.map(cause -> SqlFailure.of(cause, ""))
                .orElseGet(() -> Failure.needsPerson(firstParagraph(error), hint(error)));
        String file = script.map(at -> at.getResource().getRelativePath())
                .or(() -> migrate.map(at -> at.getMigration().getScript()))
                .orElse("");
        String statement = script.map(FlywaySqlScriptException::getStatement).orElse("");
        int line = script.map(FlywaySqlScriptException::getLineNumber)
                .filter(start -> start > 0)
                .map(start -> start + linesBefore(server, statement))
                .or(() -> parseErrorLine(error))
                .orElse(0);
        String version = migrate.flatMap(
                        at -> Optional.ofNullable(at.getMigration().getVersion()))
                .map(Object::toString)
                .orElse("");
        Failure located = failure.in(file, line).withStatement(statement).ofVersion(version);
        boolean keptSomething =
                migrate.filter(at -> !at.isExecutableInTransaction()).isPresent()
                        && scripts.texts().containsKey(file);
        return keptSomething ? halfDone(located) : located;
    }

    /**
     * Lines between the statement's first word, whose line the engine tells, and the place the server points at. The
     * statement's text starts with the comments above it.
     */
    private static int linesBefore(Optional<SQLException> server, String statement) {
        int position = server.filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .map(PSQLException::getServerErrorMessage)
                .map(ServerErrorMessage::getPosition)
                .orElse(0);
        Matcher comments = COMMENTS.matcher(statement);
        int firstWord = comments.lookingAt() ? comments.end() : 0;
        int end = Math.clamp(position - 1L, firstWord, statement.length());
        return (int) statement
                .substring(firstWord, end)
                .chars()
                .filter(c -> c == '\n')
                .count();
    }

    /** It ran outside a transaction, so a repetition would start with what is there already. */
    private static Failure halfDone(Failure failure) {
        return failure.retryable(false)
                .withHint((failure.hint() + " This file runs outside a transaction: what came before line "
                                + failure.line()
                                + " stays. Undo that or make it repeatable (IF NOT EXISTS; an index that failed"
                                + " half-way is INVALID and has to be dropped), then change the file: a changed file"
                                + " runs again.")
                        .strip());
    }

    private static Optional<Integer> parseErrorLine(FlywayException error) {
        return Optional.ofNullable(error.getMessage())
                .map(PARSE_ERROR::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.valueOf(found.group(1)));
    }

    private static Optional<String> placeholder(FlywayException error) {
        return Optional.ofNullable(error.getMessage())
                .map(PLACEHOLDER::matcher)
                .filter(Matcher::find)
                .map(Matcher::group);
    }

    private static Failure withoutValue(String placeholder, Scripts scripts) {
        Failure failure = Failure.needsPerson(
                "no value for the placeholder " + placeholder,
                "Give the value under placeholders, or write placeholderReplacement=false into the script's .conf file if"
                        + " the text is meant literally.");
        return scripts.texts().entrySet().stream()
                .filter(script -> script.getValue().contains(placeholder))
                .findFirst()
                .map(script -> failure.in(script.getKey(), lineOf(placeholder, script.getValue())))
                .orElse(failure);
    }

    private static int lineOf(String part, String text) {
        return 1
                + (int) text.substring(0, text.indexOf(part))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private static String hint(FlywayException error) {
        String message = Optional.ofNullable(error.getMessage()).orElse("");
        if (message.contains("transactional and non-transactional")) {
            return "Put statements that cannot run in a transaction into a file of their own.";
        }
        return "Correct the file that is named.";
    }

    private static String firstParagraph(FlywayException error) {
        return Optional.ofNullable(error.getMessage())
                .map(message -> message.strip().split("\\n\\s*\\n", 2)[0])
                .orElse(error.toString());
    }

    private static <T extends Throwable> Stream<T> causes(Throwable error, Class<T> type) {
        return Stream.<@Nullable Throwable>iterate(error, cause -> cause != null, cause -> cause.getCause())
                .filter(type::isInstance)
                .map(type::cast);
    }
}
