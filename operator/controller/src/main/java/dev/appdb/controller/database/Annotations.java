package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import java.util.Optional;

/** What users ask for beside the spec. */
final class Annotations {
    private Annotations() {}

    static Optional<String> of(AppDatabase database, String key) {
        return Optional.ofNullable(database.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(key))
                .filter(value -> !value.isBlank());
    }

    /** What to type to ask for it. */
    static String command(AppDatabase database, String key, String value) {
        return "kubectl annotate --overwrite appdatabase %s -n %s '%s=%s'"
                .formatted(
                        database.getMetadata().getName(), database.getMetadata().getNamespace(), key, value);
    }
}
