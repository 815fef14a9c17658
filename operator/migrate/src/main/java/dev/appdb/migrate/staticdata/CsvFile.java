package dev.appdb.migrate.staticdata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Comma-separated values with a header, as RFC 4180 has them. An empty cell is NULL and {@code ""} the empty text, as
 * in PostgreSQL's own COPY.
 */
final class CsvFile {
    private final String file;
    private final String text;
    private int at;
    private int line = 1;

    CsvFile(String file, String text) {
        this.file = file;
        this.text = text;
    }

    List<DataRow> rows() {
        skipEmptyLines();
        if (atEnd()) {
            throw DataFile.broken(file, 1, "the file is empty", "Its first line names the columns.");
        }
        int headerLine = line;
        List<String> columns = columns(record(), headerLine);
        List<DataRow> rows = new ArrayList<>();
        for (skipEmptyLines(); !atEnd(); skipEmptyLines()) {
            int start = line;
            rows.add(row(start, columns, record()));
        }
        return rows;
    }

    private List<String> columns(List<Cell> header, int headerLine) {
        List<String> columns = new ArrayList<>();
        for (Cell cell : header) {
            String name = cell instanceof Cell.Text(String given) ? given.strip() : "";
            if (name.isEmpty() || columns.contains(name)) {
                throw DataFile.broken(
                        file,
                        headerLine,
                        name.isEmpty()
                                ? "the header has a column without a name"
                                : "the header names column '" + name + "' twice",
                        "The first line names each column once, separated by commas.");
            }
            columns.add(name);
        }
        return columns;
    }

    private DataRow row(int start, List<String> columns, List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw DataFile.broken(
                    file,
                    start,
                    "the row has %d cells, the header has %d".formatted(cells.size(), columns.size()),
                    "Quote cells that hold a comma, a quote or a line break: \"a, b\".");
        }
        Map<String, Cell> row = LinkedHashMap.newLinkedHashMap(columns.size());
        for (int column = 0; column < columns.size(); column++) {
            row.put(columns.get(column), cells.get(column));
        }
        return new DataRow(start, row);
    }

    private List<Cell> record() {
        List<Cell> cells = new ArrayList<>();
        cells.add(cell());
        while (!atEnd() && text.charAt(at) == ',') {
            at++;
            cells.add(cell());
        }
        endOfLine();
        return cells;
    }

    private Cell cell() {
        if (!atEnd() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (!atEnd() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '"') {
                throw DataFile.broken(
                        file,
                        line,
                        "a quote stands inside a cell that does not start with one",
                        "Quote the whole cell and double the quotes inside: \"say \"\"hi\"\"\".");
            }
            at++;
        }
        return at == start ? Cell.NULL : new Cell.Text(text.substring(start, at));
    }

    private Cell quoted() {
        int openedAt = line;
        StringBuilder content = new StringBuilder();
        for (at++; !atEnd(); at++) {
            char next = text.charAt(at);
            if (next == '"') {
                if (at + 1 >= text.length() || text.charAt(at + 1) != '"') {
                    at++;
                    return new Cell.Text(content.toString());
                }
                at++;
            } else if (next == '\n') {
                line++;
            }
            content.append(next);
        }
        throw DataFile.broken(file, openedAt, "a quote opens here and never closes", "Close it, or double it.");
    }

    private void endOfLine() {
        if (!atEnd() && text.charAt(at) == '\r') {
            at++;
        }
        if (!atEnd()) {
            if (text.charAt(at) != '\n') {
                throw DataFile.broken(
                        file,
                        line,
                        "text follows a closing quote",
                        "After a quoted cell comes a comma or the end of the line; quotes inside are doubled.");
            }
            at++;
            line++;
        }
    }

    private void skipEmptyLines() {
        while (!atEnd() && (text.charAt(at) == '\n' || text.startsWith("\r\n", at))) {
            at += text.charAt(at) == '\n' ? 1 : 2;
            line++;
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }
}
