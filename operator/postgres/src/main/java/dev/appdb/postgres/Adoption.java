package dev.appdb.postgres;

import java.util.List;
import java.util.stream.Stream;

/**
 * What taking over a schema that exists would change, to be shown to a person before it is done.
 *
 * @param digest names exactly this plan: {@link DatabaseServer#adopt} does it as long as it is still the one
 * @param changes in words, at most {@link #MOST_LINES}; empty where the schema is the tenant's already
 * @param stays what other roles may do there and go on doing; as long
 */
public record Adoption(Identifier schema, String digest, List<String> changes, List<String> stays) {
    public static final int MOST_LINES = 100;

    private static final int LONGEST_LINE = 300;

    public Adoption {
        changes = bounded(changes);
        stays = bounded(stays);
    }

    private static List<String> bounded(List<String> lines) {
        int most = lines.size() > MOST_LINES ? MOST_LINES - 1 : MOST_LINES;
        List<String> first = lines.stream().limit(most).map(Adoption::brief).toList();
        return first.size() == lines.size()
                ? first
                : Stream.concat(first.stream(), Stream.of("and %d more".formatted(lines.size() - most)))
                        .toList();
    }

    private static String brief(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
