package dev.appdb.migrate.flyway;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;

/** Versions as people write them. */
public final class Versions {
    /** The engine also knows words (latest, next) that mean no version of a source. */
    private static final Pattern FORM = Pattern.compile("\\d+(?:[._]\\d+)*");

    private Versions() {}

    /**
     * @param field how its author knows it, for the message
     * @throws FailedRun if the text is not a version
     */
    static MigrationVersion of(String field, String text) {
        if (!FORM.matcher(text).matches()) {
            throw new FailedRun(Failure.needsPerson(
                    "%s '%s' is not a version".formatted(field, text),
                    "Write it as in the files' names: 7, 1.2, 20250131."));
        }
        return MigrationVersion.fromVersion(text);
    }

    /** Whether {@code there} is {@code wanted} or above it; nothing is above anything if it is empty. */
    public static boolean reaches(String there, String wanted) {
        return !there.isEmpty() && of("version", there).compareTo(of("version", wanted)) >= 0;
    }
}
