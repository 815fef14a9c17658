package dev.appdb.controller.database;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * More keys of a copy of the app's Secret. {@code {{key}}} stands for what the app's Secret has under that key, and is
 * replaced once: a password that looks like a template stays what it is.
 */
record SecretTemplate(Map<String, String> texts) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)\\}\\}", Pattern.DOTALL);

    /** Something that it names and no connection Secret has; the CRD lets none through. */
    Optional<String> unknown() {
        return texts.values().stream()
                .flatMap(text -> PLACEHOLDER.matcher(text).results())
                .map(found -> found.group(1))
                .filter(key -> !ConnectionKeys.NAMES.contains(key))
                .sorted()
                .findFirst();
    }

    /** The keys of the copy. */
    Map<String, String> over(Map<String, String> keys) {
        Map<String, String> all = new TreeMap<>(keys);
        texts.forEach((key, text) -> all.put(
                key, PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, keys)))));
        return all;
    }

    private static String value(MatchResult placeholder, Map<String, String> keys) {
        return keys.getOrDefault(placeholder.group(1), "");
    }
}
