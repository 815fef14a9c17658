package dev.appdb.testkit;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the paths that a container knows really are; the longer of two that fit counts. */
record RealPaths(SortedMap<String, Path> byMountPath) {

    static RealPaths of(Map<String, Path> byMountPath) {
        var sorted = new TreeMap<String, Path>(
                Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        sorted.putAll(byMountPath);
        return new RealPaths(sorted);
    }

    /** Replaces each mount path in the text, where it stands for itself or begins a longer path. */
    String in(String text) {
        if (byMountPath.isEmpty()) {
            return text;
        }
        var any = new StringBuilder();
        byMountPath.keySet().forEach(path -> any.append(any.isEmpty() ? "" : "|")
                .append(Pattern.quote(path)));
        return Pattern.compile("(?<![\\w./-])(" + any + ")(?![\\w.-])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(byMountPath.get(found.group(1)))));
    }
}
