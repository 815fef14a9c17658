package dev.appdb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/admin-guide.md} tells admins to run: blocks below {@code <!-- sql: name -->}, {@code <!-- sql: name, in
 * database -->}, or {@code <!-- ini: name -->}. Tests run it to the letter, but for its own names, {@code prt_apps...}.
 */
public final class AdminGuide {
    private static final Path FILE = Path.of("..", "..", "docs", "admin-guide.md");

    private AdminGuide() {}

    /**
     * @param database where it is to be run, if it matters
     */
    public record Block(String text, Optional<String> database) {
        public List<String> statements() {
            return text.startsWith("DO ")
                    ? List.of(text)
                    : Arrays.stream(text.split(";\n", -1))
                            .filter(statement -> !statement.isBlank())
                            .toList();
        }
    }

    /** @param language {@code sql} or {@code ini} */
    public static Block block(String language, String name) {
        String heading = "<!-- %s: %s(, (from [0-9]+|in (?<database>\\w+)))? -->\n".formatted(language, name);
        Matcher found = Pattern.compile(heading + "```" + language + "\n(?<text>.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!found.find()) {
            throw new IllegalArgumentException("the guide has no %s called %s".formatted(language, name));
        }
        return new Block(found.group("text"), Optional.ofNullable(found.group("database")));
    }

    /** The names of all SQL that it has. */
    public static List<String> sql() {
        return Pattern.compile("<!-- sql: ([a-z-]+)")
                .matcher(text())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
