package dev.appdb.migrate.staticdata;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.SqlFailure;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Finds the file's line that a server's error is about. */
final class CopyError {
    private static final Pattern COPY_CONTEXT = Pattern.compile("COPY [^,]+, line (\\d+)(?:, column ([^:\\n]+))?");
    private static final Pattern KEY = Pattern.compile("\\((?<columns>[^)]+)\\)=\\((?<values>.*?)\\) ");

    private CopyError() {}

    /** An error while the server read a value; its context counts the rows that were sent. */
    static FailedRun failure(PSQLException error, DataFile file, List<DataRow> sent, TableShape shape) {
        Failure failure = SqlFailure.of(error, "");
        Optional<Matcher> context = Optional.ofNullable(error.getServerErrorMessage())
                .map(ServerErrorMessage::getWhere)
                .map(COPY_CONTEXT::matcher)
                .filter(Matcher::find);
        int line = context.map(found -> Integer.parseInt(found.group(1)))
                .filter(row -> row >= 1 && row <= sent.size())
                .map(row -> sent.get(row - 1).line())
                .orElse(0);
        String column =
                context.flatMap(found -> Optional.ofNullable(found.group(2))).orElse("");
        String type = Optional.ofNullable(shape.columns().get(column))
                .map(known -> "column %s (%s): ".formatted(column, known.type()))
                .orElse("");
        String hint = failure.retryable() ? failure.hint() : "Correct the value in the file; nothing was loaded.";
        return new FailedRun(
                new Failure(
                        "",
                        file.file(),
                        line,
                        failure.sqlState(),
                        type + failure.message(),
                        "",
                        hint,
                        failure.retryable()),
                error);
    }

    /** An error while rows were written to their table. */
    static FailedRun failure(SQLException error, DataFile file) {
        Failure failure = SqlFailure.of(error, "loading table " + file.table());
        Optional<ServerErrorMessage> server = error instanceof PSQLException psql
                ? Optional.ofNullable(psql.getServerErrorMessage())
                : Optional.empty();
        int line = server.flatMap(message -> Optional.ofNullable(message.getDetail()))
                .flatMap(detail -> lineOfKey(detail, file))
                .or(() -> server.flatMap(message -> Optional.ofNullable(message.getColumn()))
                        .flatMap(column -> lineWithout(column, file)))
                .orElse(0);
        return new FailedRun(failure.in(file.file(), line).withHint(hint(failure)), error);
    }

    private static String hint(Failure failure) {
        return switch (failure.sqlState()) {
            case "23503" ->
                "Add the row that is referred to, to its own file; tables that refer to each other in a circle need"
                        + " DEFERRABLE constraints. Nothing was loaded.";
            case "23502" -> "Give the column a value in every row, or a default in a migration. Nothing was loaded.";
            case "23505" ->
                "Another row has that value; two rows that swap theirs need a DEFERRABLE constraint. Nothing was"
                        + " loaded.";
            default -> failure.hint();
        };
    }

    /** {@code Key (currency)=(XXX) is not present ...}: the first row that says so. */
    private static Optional<Integer> lineOfKey(String detail, DataFile file) {
        Matcher key = KEY.matcher(detail);
        if (!key.find()) {
            return Optional.empty();
        }
        List<String> columns = Arrays.stream(key.group("columns").split(", ", -1))
                .map(name -> name.startsWith("\"") ? name.substring(1, name.length() - 1) : name)
                .toList();
        return file.rows().stream()
                .filter(row -> columns.stream().allMatch(row.cells()::containsKey))
                .filter(row -> columns.stream()
                        .map(name -> text(row.cells().getOrDefault(name, Cell.NULL)))
                        .toList()
                        .equals(Arrays.asList(key.group("values").split(", ", -1))))
                .map(DataRow::line)
                .findFirst();
    }

    private static Optional<Integer> lineWithout(String column, DataFile file) {
        return file.rows().stream()
                .filter(row -> row.cells().getOrDefault(column, Cell.NULL) instanceof Cell.Null)
                .map(DataRow::line)
                .findFirst();
    }

    private static String text(Cell cell) {
        return switch (cell) {
            case Cell.Null() -> "";
            case Cell.Text(String text) -> text;
            case Cell.Value(var node, String text) -> text;
        };
    }

    /** The file whose table the server names, if it names one. */
    static Optional<DataFile> concerned(SQLException error, List<DataFile> files) {
        return error instanceof PSQLException psql
                ? Optional.ofNullable(psql.getServerErrorMessage())
                        .flatMap(message -> Optional.ofNullable(message.getTable()))
                        .flatMap(table -> files.stream()
                                .filter(file -> file.table().equals(table))
                                .findFirst())
                : Optional.empty();
    }
}
