package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import java.util.Optional;

/** What a class says that can't be, whatever its AppDatabases ask for. */
public final class TermsMistake {
    private TermsMistake() {}

    /** The first mistake in the class's defaults and limits. */
    public static Optional<State> of(AppDatabaseClass databaseClass) {
        return TermsLimit.all(null, databaseClass.getSpec()).stream()
                .map(TermsLimit::mistakeOfClass)
                .flatMap(Optional::stream)
                .findFirst()
                .<State>map(message -> stalled(databaseClass, Reason.LimitInvalid, message))
                .or(() -> TermsRotation.of(null, databaseClass.getSpec())
                        .mistake("spec.defaults.rotation")
                        .map(message -> stalled(databaseClass, Reason.RotationInvalid, message)));
    }

    private static State stalled(AppDatabaseClass databaseClass, Reason reason, String message) {
        return new State.Stalled(
                reason,
                "AppDatabaseClass %s: %s".formatted(databaseClass.getMetadata().getName(), message));
    }
}
