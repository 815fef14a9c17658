package dev.appdb.migrate.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.source.SourceFiles;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/**
 * A source's SQL files, known to be well named, distinct and UTF-8.
 *
 * @param texts contents by path, {@code .sql.conf} files included
 */
public record Scripts(Map<String, String> texts, List<Script> scripts) {

    /**
     * @param prefix {@code V}, {@code R}, {@code B}, {@code U}, or a callback's name
     * @param version absent for repeatables and callbacks
     */
    public record Script(String file, String prefix, Optional<MigrationVersion> version, String description) {
        boolean versioned() {
            return prefix.equals("V") || prefix.equals("B");
        }

        boolean repeatable() {
            return prefix.equals("R");
        }

        /** What two files must not share; 1.0 and 1 are one version. */
        private Object identity() {
            return List.of(prefix, version.<Object>map(exact -> exact).orElse(description));
        }
    }

    /** Scripts for undoing, which the engine's open edition does not have. */
    private static final Pattern UNDO = Pattern.compile("(?:.*/)?U\\d+(?:[._]\\d+)*__[^/]*\\.sql");

    /** @throws FailedRun naming the first file that cannot be a migration, and why */
    public static Scripts of(SourceFiles sql) {
        Map<String, String> texts = new TreeMap<>();
        sql.contents().forEach((file, bytes) -> texts.put(file, utf8(file, bytes)));
        ResourceNameParser parser = new ResourceNameParser(new FluentConfiguration());
        List<Script> scripts = texts.keySet().stream()
                .filter(file -> !isConf(file))
                .map(file -> script(file, parser))
                .toList();
        refuseDuplicates(scripts);
        texts.keySet().stream().filter(Scripts::isConf).forEach(conf -> checkConf(conf, texts));
        return new Scripts(texts, scripts);
    }

    /** Whether anything here would run. */
    public boolean hasMigrations() {
        return scripts.stream().anyMatch(script -> script.versioned() || script.repeatable());
    }

    public List<String> neverRun() {
        return scripts.stream()
                .filter(script -> script.prefix().equals("U"))
                .map(Script::file)
                .toList();
    }

    public Optional<MigrationVersion> highest() {
        return scripts.stream()
                .filter(Script::versioned)
                .flatMap(script -> script.version().stream())
                .max(MigrationVersion::compareTo);
    }

    private static Script script(String file, ResourceNameParser parser) {
        ResourceName name = parser.parse(file.substring(file.lastIndexOf('/') + 1));
        if (!name.isValid() && UNDO.matcher(file).matches()) {
            return new Script(file, "U", Optional.empty(), file);
        }
        if (!name.isValid()) {
            throw new FailedRun(Failure.needsPerson(
                            "'%s' is not a migration's name, so it would never run".formatted(file),
                            "Name it V<version>__<description>.sql with two underscores (V7__add_orders.sql), or"
                                    + " R__<description>.sql for one that runs whenever it changes, or move it out of"
                                    + " the source.")
                    .in(file, 0));
        }
        return new Script(file, name.getPrefix(), Optional.ofNullable(name.getVersion()), name.getDescription());
    }

    private static void refuseDuplicates(List<Script> scripts) {
        Map<Object, Script> seen = new HashMap<>();
        for (Script script : scripts) {
            Optional<Script> first =
                    isCallback(script) ? Optional.empty() : Optional.ofNullable(seen.put(script.identity(), script));
            first.ifPresent(other -> {
                String same = script.version()
                        .map(version -> "version " + version)
                        .orElse("the repeatable name '" + script.description() + "'");
                throw new FailedRun(Failure.needsPerson(
                                "%s and %s both have %s".formatted(other.file(), script.file(), same),
                                "Give one of them another version; keep the one that has been applied anywhere.")
                        .in(script.file(), 0)
                        .ofVersion(
                                script.version().map(MigrationVersion::toString).orElse("")));
            });
        }
    }

    private static boolean isCallback(Script script) {
        return Event.fromId(script.prefix()) != null;
    }

    private static boolean isConf(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".conf");
    }

    private static void checkConf(String conf, Map<String, String> texts) {
        String script = conf.substring(0, conf.length() - ".conf".length());
        if (!texts.containsKey(script)) {
            throw new FailedRun(Failure.needsPerson(
                            "%s configures %s, which is not in the source".formatted(conf, script),
                            "Add that script, or remove or rename the .conf file.")
                    .in(conf, 0));
        }
        List<String> lines = texts.getOrDefault(conf, "").lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).strip().startsWith("encoding")) {
                throw new FailedRun(Failure.needsPerson(
                                "scripts are read as UTF-8, whatever a .conf file says",
                                "Save %s as UTF-8 and remove the line.".formatted(script))
                        .in(conf, line + 1));
            }
        }
    }

    private static String utf8(String file, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult decoded = UTF_8.newDecoder().decode(in, out, true);
        if (decoded.isError()) {
            int line = 1 + (int) out.flip().chars().filter(c -> c == '\n').count();
            throw new FailedRun(Failure.needsPerson(
                            "%s is not UTF-8: byte 0x%02X at offset %d"
                                    .formatted(file, bytes[in.position()], in.position()),
                            "Save the file as UTF-8 (iconv -f LATIN1 -t UTF-8 converts a Latin-1 file).")
                    .in(file, line));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
