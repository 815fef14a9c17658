package dev.appdb.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A search_path as text. The catalog keeps it with quotes only where they are needed, so two texts can mean the same;
 * here every name is quoted.
 */
final class SearchPath {
    private static final Pattern ELEMENT = Pattern.compile("\\s*(?:\"((?:[^\"]|\"\")*)\"|([^\",\\s]+))\\s*(,|$)");

    private SearchPath() {}

    /** A text that can't be read is given back as it is: it differs from every wanted one, and is replaced. */
    static String normal(String text) {
        List<String> names = new ArrayList<>();
        Matcher matcher = ELEMENT.matcher(text);
        int at = 0;
        while (at < text.length() && matcher.find(at) && matcher.start() == at) {
            names.add(
                    matcher.group(1) != null
                            ? matcher.group(1).replace("\"\"", "\"")
                            : matcher.group(2).toLowerCase(Locale.ROOT));
            at = matcher.end();
        }
        boolean whole = at == text.length() && names.stream().noneMatch(String::isEmpty);
        return whole
                ? names.stream()
                        .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(", "))
                : text;
    }
}
