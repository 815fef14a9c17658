package dev.appdb.migrate.staticdata;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.source.SourceFiles;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/** Chooses and reads the files that a request calls static data. */
public record StaticDataFiles(List<DataFile> files) {

    /**
     * @param paths files, directories or globs ({@code *} within a name, {@code **} across directories)
     * @throws FailedRun where a path matches nothing, a file cannot be read, or two are for one table
     */
    public static StaticDataFiles of(SourceFiles source, List<String> paths) {
        SourceFiles candidates = source.data();
        SortedSet<String> chosen = new TreeSet<>();
        for (String path : paths) {
            List<String> matching = matching(path, candidates);
            if (matching.isEmpty()) {
                throw new FailedRun(Failure.needsPerson(
                        "staticData path '%s' matches no CSV, JSON or YAML file of the source".formatted(path),
                        candidates.isEmpty()
                                ? "The source has no such file."
                                : "Its files are %s."
                                        .formatted(String.join(
                                                ", ", candidates.contents().keySet()))));
            }
            chosen.addAll(matching);
        }
        List<DataFile> files = chosen.stream()
                .map(file -> DataFile.read(file, candidates.contents().getOrDefault(file, new byte[0])))
                .toList();
        refuseTwoForOneTable(files);
        return new StaticDataFiles(files);
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Files that look like static data and that nobody asked for. */
    public List<String> leftOut(SourceFiles source) {
        List<String> read = files.stream().map(DataFile::file).toList();
        return source.data().contents().keySet().stream()
                .filter(file -> !read.contains(file))
                .toList();
    }

    private static List<String> matching(String path, SourceFiles candidates) {
        String normal = Path.of(path.replaceFirst("^/+", "")).normalize().toString();
        return candidates.contents().keySet().stream()
                .filter(file -> normal.isEmpty()
                        || file.equals(normal)
                        || file.startsWith(normal + "/")
                        || glob(path, normal).matches(Path.of(file)))
                .toList();
    }

    private static PathMatcher glob(String path, String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new FailedRun(
                    Failure.needsPerson(
                            "staticData path '%s' is not a glob: %s".formatted(path, e.getDescription()),
                            "Name a file or a directory, or use * and **."),
                    e);
        }
    }

    private static void refuseTwoForOneTable(List<DataFile> files) {
        Map<String, String> seen = new HashMap<>();
        for (DataFile file : files) {
            Optional.ofNullable(seen.put(file.table(), file.file())).ifPresent(other -> {
                throw DataFile.broken(
                        file.file(),
                        0,
                        "%s and %s are both for table %s".formatted(other, file.file(), file.table()),
                        "Keep one file for each table.");
            });
        }
    }
}
