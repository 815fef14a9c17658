package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.postgres.Kind;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A rotation that is due.
 *
 * @param id stands on every Secret that it has reached already, so that after a crash the rest follows and nothing is done
 *     twice
 * @param cause for people
 */
record RotationRequest(String id, String cause) {
    /** Annotation of a Secret: the rotation that its password is of. */
    static final String ANNOTATION = AppDb.GROUP + "/rotation";

    /** What was never made before has nothing to rotate. */
    static Optional<RotationRequest> of(AppDatabase database, Optional<Duration> interval, Instant now) {
        Optional<AppDatabaseStatus> made =
                Optional.ofNullable(database.getStatus()).filter(status -> status.schema() != null);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = token(database);
        Optional<String> done = made.map(AppDatabaseStatus::rotateToken);
        String id = "%s/%s".formatted(made.map(AppDatabaseStatus::rotatedAt).orElse("never"), token.orElse(""));
        if (token.isPresent() && !token.equals(done)) {
            return Optional.of(
                    new RotationRequest(id, "annotation %s is %s".formatted(AppDb.ROTATE, token.orElseThrow())));
        }
        return next(database, interval)
                .filter(due -> !now.isBefore(due))
                .map(due ->
                        new RotationRequest(id, "spec.rotation.interval: they were due for it at %s".formatted(due)));
    }

    /** When the interval is over, where there is one. */
    static Optional<Instant> next(AppDatabase database, Optional<Duration> interval) {
        return rotatedAt(database).flatMap(before -> interval.map(before::plus));
    }

    static Optional<Instant> rotatedAt(AppDatabase database) {
        return Optional.ofNullable(database.getStatus())
                .map(AppDatabaseStatus::rotatedAt)
                .map(Instant::parse);
    }

    static Optional<String> token(AppDatabase database) {
        return Annotations.of(database, AppDb.ROTATE);
    }

    /** Whether the kind's Secret has still to get its new password. */
    boolean isFor(Kind kind, Map<Kind, Secret> secrets) {
        return !Optional.ofNullable(secrets.get(kind))
                .flatMap(secret -> ConnectionSecret.annotation(secret, ANNOTATION))
                .equals(Optional.of(id));
    }
}
