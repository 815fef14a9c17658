package dev.appdb.controller.terms;

import static java.util.Comparator.comparing;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.TenantKey;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An AppDatabase among those of its class.
 *
 * @param bound whether it has its place already, and keeps it
 * @param held how many connections it was promised
 * @param wanted how many it asks for now; nothing counts while it asks for something wrong
 */
record TermsMember(AppDatabase database, boolean bound, int held, int wanted) {
    /** What others can't end by making room. */
    private static final Set<Reason> OF_ITS_OWN = Set.of(
            Reason.NamespaceNotAllowed,
            Reason.LimitInvalid,
            Reason.RotationInvalid,
            Reason.ExtensionNotAllowed,
            Reason.SchemaNotAllowed,
            Reason.Conflict);

    /**
     * Those that are bound come first, then the others by creation. One that is held up by something of its own comes last:
     * it does not keep others waiting.
     */
    static final Comparator<TermsMember> ORDER = Comparator.<TermsMember, Integer>comparing(TermsMember::rank)
            .thenComparing(comparing(
                    member -> Optional.ofNullable(member.database.getMetadata().getCreationTimestamp())
                            .orElse("")))
            .thenComparing(comparing(TermsMember::name))
            .thenComparing(comparing(TermsMember::namespace));

    static TermsMember of(AppDatabase database, AppDatabaseClass databaseClass) {
        boolean bound = status(database).map(AppDatabaseStatus::boundClass).isPresent();
        int wanted = TermsPromise.of(database.getSpec(), databaseClass).orElse(0);
        int held = status(database).map(AppDatabaseStatus::connections).orElse(wanted);
        return new TermsMember(database, bound, bound ? held : 0, wanted);
    }

    /** Whether it is bound to the class, or will be if the class has room. */
    static boolean isOf(AppDatabase database, AppDatabaseClass databaseClass) {
        String name = databaseClass.getMetadata().getName();
        return status(database)
                .map(AppDatabaseStatus::boundClass)
                .or(() -> Optional.ofNullable(database.getSpec()).map(AppDatabaseSpec::className))
                .map(name::equals)
                .orElseGet(() -> isDefault(databaseClass));
    }

    static TenantKey key(AppDatabase database) {
        return new TenantKey(
                database.getMetadata().getNamespace(), database.getMetadata().getName());
    }

    String namespace() {
        return database.getMetadata().getNamespace();
    }

    String name() {
        return database.getMetadata().getName();
    }

    /** What it asks for beyond what it has. */
    int more() {
        return Math.max(wanted - held, 0);
    }

    private int rank() {
        if (bound) {
            return 0;
        }
        return isHeldUp() ? 2 : 1;
    }

    private boolean isHeldUp() {
        return status(database)
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY))
                .filter(ready -> "False".equals(ready.getStatus()))
                .map(Condition::getReason)
                .flatMap(Reason::of)
                .filter(OF_ITS_OWN::contains)
                .isPresent();
    }

    private static boolean isDefault(AppDatabaseClass databaseClass) {
        return Optional.ofNullable(databaseClass.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(AppDb.DEFAULT_CLASS, "")
                .equals("true");
    }

    private static Optional<AppDatabaseStatus> status(AppDatabase database) {
        return Optional.ofNullable(database.getStatus());
    }
}
