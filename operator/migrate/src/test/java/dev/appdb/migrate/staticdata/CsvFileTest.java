package dev.appdb.migrate.staticdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class CsvFileTest {

    @Property
    void whatIsWrittenQuotedIsReadBack(@ForAll @Size(min = 1, max = 20) List<@Size(value = 3) List<String>> rows) {
        String text = "a,b,c\n"
                + rows.stream()
                        .map(row -> row.stream()
                                .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                                .collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\r\n"));

        List<DataRow> read = new CsvFile("t.csv", text).rows();

        assertThat(read.stream().map(row -> List.copyOf(row.cells().values())).toList())
                .isEqualTo(rows.stream()
                        .map(row -> row.stream().<Cell>map(Cell.Text::new).toList())
                        .toList());
    }

    @Property(tries = 200)
    void tablesComeAfterThoseTheyReferTo(@ForAll Set<@net.jqwik.api.constraints.IntRange(max = 30) Integer> numbers) {
        List<String> names = numbers.stream().map(n -> "t" + n).toList();
        // Each refers to all that were drawn before it, so exactly one order is right.
        Map<String, Set<String>> references = IntStream.range(0, names.size())
                .boxed()
                .collect(Collectors.toMap(names::get, at -> Set.copyOf(names.subList(0, at))));

        assertThat(LoadOrder.of(Set.copyOf(names), references)).isEqualTo(names);
    }
}
