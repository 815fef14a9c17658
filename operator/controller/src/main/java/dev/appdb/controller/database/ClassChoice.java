package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import java.util.List;
import java.util.Optional;

/** Which class an AppDatabase belongs to. Once bound it stays bound: data does not move between servers by itself. */
sealed interface ClassChoice {

    record Named(String className) implements ClassChoice {}

    record Undecided(State state) implements ClassChoice {}

    static ClassChoice of(AppDatabase database, List<String> defaults) {
        Optional<String> asked = Optional.ofNullable(database.getSpec()).map(AppDatabaseSpec::className);
        Optional<String> bound = Optional.ofNullable(database.getStatus()).map(AppDatabaseStatus::boundClass);
        if (asked.isPresent() && bound.isPresent() && !asked.equals(bound)) {
            return new Undecided(new State.Stalled(
                    Reason.ClassChanged,
                    ("It is bound to class %s, where its data is, and spec.className says %s. Set className: %1$s, or"
                                    + " delete this AppDatabase and make one of another name")
                            .formatted(bound.get(), asked.get())));
        }
        return bound.or(() -> asked).<ClassChoice>map(Named::new).orElseGet(() -> byDefault(defaults));
    }

    private static ClassChoice byDefault(List<String> defaults) {
        return switch (defaults.size()) {
            case 1 -> new Named(defaults.getFirst());
            case 0 ->
                new Undecided(new State.Stalled(
                        Reason.NoDefaultClass,
                        "spec.className is not set, and no AppDatabaseClass is the default. Set className"
                                + " (kubectl get appdatabaseclasses lists them), or let an admin annotate one with"
                                + " appdb.dev/is-default-class=true"));
            default ->
                new Undecided(new State.Stalled(
                        Reason.NoDefaultClass,
                        ("spec.className is not set, and %s all call themselves the default. Set className, or let an"
                                        + " admin leave appdb.dev/is-default-class=true on one of them only")
                                .formatted(String.join(", ", defaults))));
        };
    }
}
