package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the status says of rotations.
 *
 * @param at when the passwords were last rotated, or first made
 * @param token that was last carried out
 */
record RotationStatus(String at, @Nullable String token) {

    static RotationStatus after(AppDatabase database, Optional<RotationRequest> due, Provisioned made, Instant now) {
        Optional<AppDatabaseStatus> before = Optional.ofNullable(database.getStatus());
        Optional<String> known = before.map(AppDatabaseStatus::rotatedAt);
        boolean isNew = before.map(AppDatabaseStatus::schema).isEmpty();
        boolean rotated = due.isPresent() && made.waitsUntil().isEmpty();
        String today = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Optional<String> token = before.map(AppDatabaseStatus::rotateToken);
        return new RotationStatus(
                rotated ? today : known.orElse(today),
                (isNew || rotated ? RotationRequest.token(database).or(() -> token) : token).orElse(null));
    }
}
