package dev.appdb.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one login tries, and what has to come of it: a cell of {@code least-privilege.md}.
 *
 * @param anyTime whether it is to be tried before the tenant has made anything, too
 * @param expected {@code ok}, a SQLSTATE or a quoted value; may differ by the server's version
 */
record Attempt(String section, boolean anyTime, Who who, String sql, String expected) {
    private static final String FILE = "least-privilege.md";
    private static final Pattern VERSIONED = Pattern.compile("(\\S+) \\((<|>=)(\\d+)\\)");

    /** The columns of the table. */
    enum Who {
        APP("app"),
        OWNER("app as Owner"),
        MIGRATOR("migrator"),
        READONLY("readonly");

        private final String title;

        Who(String title) {
            this.title = title;
        }
    }

    /** Every cell, line by line. */
    static List<Attempt> all() {
        List<Attempt> attempts = new ArrayList<>();
        List<String> header = List.of();
        String section = "";
        for (String line : lines()) {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            if (line.startsWith("## ")) {
                section = line.substring(3);
            } else if (line.startsWith("| attempt")) {
                header = cells;
            } else if (line.startsWith("| ")) {
                attempts.addAll(attempts(section, header, cells));
            }
        }
        return attempts;
    }

    /** What has to come of it on a server of that major version. */
    String expected(int version) {
        Matcher matcher = VERSIONED.matcher(expected);
        if (!matcher.lookingAt()) {
            return expected;
        }
        return matcher.reset()
                .results()
                .filter(cell -> cell.group(2).equals("<") == (version < Integer.parseInt(cell.group(3))))
                .map(cell -> cell.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing for " + version + " in: " + expected));
    }

    private static List<Attempt> attempts(String section, List<String> header, List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("a cell too many or too few: " + cells);
        }
        boolean anyTime = section.endsWith("at any time");
        return Stream.of(Who.values())
                .map(who -> new Attempt(section, anyTime, who, cells.get(1), cells.get(header.indexOf(who.title))))
                .toList();
    }

    private static List<String> lines() {
        try (InputStream file = Objects.requireNonNull(Attempt.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }
}
