package dev.appdb.migrate.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The files of a source that matter, by their path relative to its root with {@code /} between the parts. A file that
 * is not SQL, CSV, JSON or YAML changes nothing, nor does one whose path has a part that starts with a dot (the kubelet
 * keeps a ConfigMap's versions in such directories).
 */
public record SourceFiles(SortedMap<String, byte[]> contents) {
    private static final Pattern MIGRATION = Pattern.compile("(?i).*\\.sql(\\.conf)?");
    private static final Pattern DATA = Pattern.compile("(?i).*\\.(csv|json|ya?ml)");

    public SourceFiles {
        SortedMap<String, byte[]> relevant = new TreeMap<>(contents);
        relevant.keySet().removeIf(path -> !isRelevant(path));
        contents = Collections.unmodifiableSortedMap(relevant);
    }

    /** @throws FailedRun if the directory is not there or a file in it cannot be read */
    public static SourceFiles read(Path root) {
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            SortedMap<String, byte[]> contents = new TreeMap<>();
            for (Path file : (Iterable<Path>)
                    walk.filter(path -> isRelevant(relative(root, path))).filter(Files::isRegularFile)::iterator) {
                contents.put(relative(root, file), Files.readAllBytes(file));
            }
            return new SourceFiles(contents);
        } catch (IOException | UncheckedIOException e) {
            throw new FailedRun(
                    Failure.needsPerson(
                            "the source directory " + root + " cannot be read: " + e,
                            "Check that the ConfigMap or image is mounted there and holds the path that was given."),
                    e);
        }
    }

    public static SourceFiles of(Map<String, String> contents) {
        return new SourceFiles(contents.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().getBytes(UTF_8),
                        (first, second) -> second,
                        TreeMap::new)));
    }

    /** {@code sha256:} and the hex of a digest over names and contents; equal digests mean equal sources. */
    public String digest() {
        MessageDigest sha256 = sha256();
        contents.forEach((path, bytes) -> {
            byte[] name = path.getBytes(UTF_8);
            sha256.update((name.length + ":" + bytes.length + ":").getBytes(UTF_8));
            sha256.update(name);
            sha256.update(bytes);
        });
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    /** The migrations' part: {@code *.sql} and {@code *.sql.conf}. */
    public SourceFiles sql() {
        return only(path -> MIGRATION.matcher(path).matches());
    }

    /** The part that may be static data: CSV, JSON and YAML. */
    public SourceFiles data() {
        return only(path -> DATA.matcher(path).matches());
    }

    public SourceFiles only(Predicate<String> wanted) {
        return new SourceFiles(contents.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> second, TreeMap::new)));
    }

    public boolean isEmpty() {
        return contents.isEmpty();
    }

    private static boolean isRelevant(String path) {
        return (MIGRATION.matcher(path).matches() || DATA.matcher(path).matches())
                && Stream.of(path.split("/", -1)).noneMatch(part -> part.startsWith("."));
    }

    private static String relative(Path root, Path path) {
        return StreamSupport.stream(root.relativize(path).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceFiles files && files.digest().equals(digest());
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    @Override
    public String toString() {
        return "SourceFiles" + contents.keySet();
    }
}
