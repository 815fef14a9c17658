package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.Access;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How many connections an AppDatabase may open at worst: each kind has two logins, and both go on while a rotation overlaps. */
final class TermsPromise {
    /** Where there is a budget, each migrator login gets so many: a run takes two, the operator's look at its ledger one. */
    static final int MIGRATOR = 4;

    private static final int LOGINS = 2;

    private TermsPromise() {}

    /** Empty where the class has no budget, or no limit of connections can be had from the two. */
    static OptionalInt of(@Nullable AppDatabaseSpec asked, AppDatabaseClass databaseClass) {
        Optional<AppDatabaseSpec> spec = Optional.ofNullable(asked);
        TermsLimit limit =
                TermsLimit.connections(spec.map(AppDatabaseSpec::limits).orElse(null), databaseClass.getSpec());
        boolean readonly =
                spec.map(AppDatabaseSpec::access).map(Access::readonly).orElse(true);
        if (databaseClass.getSpec().connectionBudget() == null
                || limit.mistake(databaseClass.getMetadata().getName()).isPresent()) {
            return OptionalInt.empty();
        }
        return limit.value().stream()
                .mapToInt(connections -> LOGINS * (Math.toIntExact(connections) * (readonly ? 2 : 1) + MIGRATOR))
                .findFirst();
    }
}
