package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppMigration;
import dev.appdb.api.MigrationSource;
import dev.appdb.migrate.source.SourceFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what an AppMigration names as its source. Pure: the ConfigMaps were fetched before. */
final class Sources {
    private static final String EXPECTED = "expected are migrations such as V1__create_orders.sql (versioned) or"
            + " R__order_totals.sql (repeatable), and static data as .csv, .json, .yaml";

    private Sources() {}

    /** The ConfigMaps of users that have to be fetched before the source can be read. */
    static List<String> configMaps(AppMigration migration) {
        return orEmpty(migration.getSpec().source().configMaps()).stream()
                .map(MigrationSource.ConfigMapRef::name)
                .distinct()
                .toList();
    }

    static Source of(AppMigration migration, Map<String, ConfigMap> found) {
        MigrationSource source = migration.getSpec().source();
        MigrationSource.Image image = source.image();
        if (image != null) {
            return new Source.Image(
                    image.reference(),
                    Optional.ofNullable(image.path()).orElse("/db").replaceAll("/+$", ""),
                    Optional.ofNullable(image.pullPolicy()).map(Enum::name));
        }
        MigrationSource.Inline inline = source.inline();
        if (inline != null) {
            return inline(migration, SourceFiles.of(inline.files()), inline.files());
        }
        return inConfigMaps(configMaps(migration), found);
    }

    private static Source inline(AppMigration migration, SourceFiles files, Map<String, String> given) {
        if (files.isEmpty()) {
            return new Source.Invalid(
                    "spec.source.inline has no file that counts, only %s: %s".formatted(given.keySet(), EXPECTED));
        }
        ConfigMap copy = copy(migration, files);
        return new Source.Files(files.digest(), List.of(copy.getMetadata().getName()), Optional.of(copy));
    }

    /** Named by its content and never changed, so that a pod that starts late still mounts what it was made for. */
    private static ConfigMap copy(AppMigration migration, SourceFiles files) {
        Digest content = Digest.of(migration.getMetadata().getUid(), files.digest());
        return new ConfigMapBuilder()
                .withMetadata(Owned.by(migration)
                        .withName(migration.getMetadata().getName() + "-source-" + content.brief())
                        .build())
                .withData(files.contents().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                file -> new String(file.getValue(), UTF_8),
                                (first, second) -> second,
                                TreeMap::new)))
                .withImmutable(true)
                .build();
    }

    private static Source inConfigMaps(List<String> names, Map<String, ConfigMap> found) {
        List<String> missing =
                names.stream().filter(name -> !found.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            return new Source.Missing(missing);
        }
        List<ConfigMap> all = names.stream()
                .flatMap(name -> Optional.ofNullable(found.get(name)).stream())
                .toList();
        Optional<String> twice = twice(all);
        if (twice.isPresent()) {
            return new Source.Invalid(twice.get());
        }
        SortedMap<String, byte[]> contents = new TreeMap<>();
        all.forEach(configMap -> contents.putAll(contents(configMap)));
        SourceFiles files = new SourceFiles(contents);
        return files.isEmpty()
                ? new Source.Invalid("no file in %s counts%s: %s"
                        .formatted(
                                the(names),
                                contents.isEmpty() ? "" : ", only " + contents.keySet() + " are there",
                                EXPECTED))
                : new Source.Files(files.digest(), names, Optional.empty());
    }

    /** A kubelet would mount one of the two without a word. */
    private static Optional<String> twice(List<ConfigMap> all) {
        Map<String, List<String>> holders = all.stream()
                .flatMap(configMap -> contents(configMap).keySet().stream()
                        .map(key -> Map.entry(key, configMap.getMetadata().getName())))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return holders.entrySet().stream()
                .filter(holder -> holder.getValue().size() > 1)
                .findFirst()
                .map(holder -> "the file %s is in %s: keep it in one of them, or give the others another name"
                        .formatted(holder.getKey(), the(holder.getValue())));
    }

    private static Map<String, byte[]> contents(ConfigMap configMap) {
        return Stream.concat(
                        orEmpty(configMap.getData()).entrySet().stream()
                                .map(text ->
                                        Map.entry(text.getKey(), text.getValue().getBytes(UTF_8))),
                        orEmpty(configMap.getBinaryData()).entrySet().stream()
                                .map(file -> Map.entry(
                                        file.getKey(), Base64.getDecoder().decode(file.getValue()))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String the(List<String> names) {
        return (names.size() == 1 ? "ConfigMap " : "ConfigMaps ") + String.join(", ", names);
    }
}
