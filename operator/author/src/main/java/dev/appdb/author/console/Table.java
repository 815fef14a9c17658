package dev.appdb.author.console;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A query's answer, as text.
 *
 * @param columns their names
 * @param rows a text for each column, empty for NULL
 */
public record Table(List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Lines of aligned columns, with a line under the heads. */
    public List<String> lines() {
        List<Integer> widths = IntStream.range(0, columns.size())
                .mapToObj(column -> IntStream.concat(
                                IntStream.of(columns.get(column).length()),
                                rows.stream().mapToInt(row -> row.get(column).length()))
                        .max()
                        .orElse(0))
                .toList();
        var lines = new java.util.ArrayList<String>();
        lines.add(line(columns, widths));
        lines.add(widths.stream().map("─"::repeat).collect(Collectors.joining("─┼─")));
        rows.forEach(row -> lines.add(line(row, widths)));
        return List.copyOf(lines);
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), widths.get(column)))
                .collect(Collectors.joining(" │ "))
                .stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
