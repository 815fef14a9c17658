package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;

/**
 * What a request lets its author choose about applying migrations.
 *
 * @param target the last version to apply; all if absent
 */
public record EngineOptions(
        Map<String, String> placeholders,
        Optional<MigrationVersion> target,
        boolean outOfOrder,
        Optional<MigrationVersion> baseline) {

    /** Empty texts stand for 'not given'. */
    public static EngineOptions of(
            Map<String, String> placeholders, String target, boolean outOfOrder, String baseline) {
        return new EngineOptions(
                placeholders, version("target", target), outOfOrder, version("execution.baselineVersion", baseline));
    }

    /** @throws FailedRun if the target is none of the source's versions */
    void checkTarget(Scripts scripts) {
        target.filter(wanted -> scripts.scripts().stream()
                        .noneMatch(
                                script -> script.versioned() && script.version().equals(target)))
                .ifPresent(wanted -> {
                    throw new FailedRun(Failure.needsPerson(
                                    "target %s is not a version of the source".formatted(wanted),
                                    "Its versions are %s.".formatted(versions(scripts)))
                            .ofVersion(wanted.toString()));
                });
    }

    private static String versions(Scripts scripts) {
        return String.join(
                ", ",
                scripts.scripts().stream()
                        .filter(Scripts.Script::versioned)
                        .flatMap(script -> script.version().stream())
                        .sorted()
                        .map(MigrationVersion::toString)
                        .toList());
    }

    private static Optional<MigrationVersion> version(String field, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Versions.of(field, text));
    }
}
