package dev.appdb.postgres;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The COMMENT on a login: when its password was set, by the server's clock. */
final class PasswordStamp {
    private static final Pattern COMMENT = Pattern.compile("\\{\"appdb\":1,\"passwordSet\":\"([^\"]+)\"\\}");

    private PasswordStamp() {}

    static String comment(Instant passwordSet) {
        return "{\"appdb\":1,\"passwordSet\":\"%s\"}".formatted(passwordSet);
    }

    /** Empty for a login that never had a password from us. */
    static Optional<Instant> read(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        try {
            return matcher.matches() ? Optional.of(Instant.parse(matcher.group(1))) : Optional.empty();
        } catch (DateTimeException notAnInstant) {
            return Optional.empty();
        }
    }
}
