package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassSpec.Defaults;
import dev.appdb.api.AppDatabaseSpec.Limits;
import dev.appdb.api.Durations;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the limits: what an AppDatabase asks for, what the class gives where nothing is asked for, and the class's bound.
 *
 * @param field its name in {@code spec.limits}
 */
record TermsLimit(String field, Optional<Amount> asked, Optional<Amount> byDefault, Optional<Amount> bound) {

    /**
     * @param text as it was written
     * @param number of connections or milliseconds, so that two can be compared
     */
    record Amount(String text, long number) {
        /** PostgreSQL counts milliseconds in 32 bits, and reads 0 as 'no limit'. */
        boolean isOutOfRange() {
            return number < 1 || number > Integer.MAX_VALUE;
        }
    }

    static TermsLimit connections(@Nullable Limits asked, AppDatabaseClassSpec spec) {
        return of("connections", asked, spec, limits -> Optional.ofNullable(limits.connections())
                .map(number -> new Amount(number.toString(), number)));
    }

    static TermsLimit statementTimeout(@Nullable Limits asked, AppDatabaseClassSpec spec) {
        return of("statementTimeout", asked, spec, limits -> duration(limits.statementTimeout()));
    }

    static TermsLimit lockTimeout(@Nullable Limits asked, AppDatabaseClassSpec spec) {
        return of("lockTimeout", asked, spec, limits -> duration(limits.lockTimeout()));
    }

    static TermsLimit idleInTransactionTimeout(@Nullable Limits asked, AppDatabaseClassSpec spec) {
        return of("idleInTransactionTimeout", asked, spec, limits -> duration(limits.idleInTransactionTimeout()));
    }

    static List<TermsLimit> all(@Nullable Limits asked, AppDatabaseClassSpec spec) {
        return List.of(
                connections(asked, spec),
                statementTimeout(asked, spec),
                lockTimeout(asked, spec),
                idleInTransactionTimeout(asked, spec));
    }

    /** Never above the bound. */
    Optional<Long> value() {
        return asked.or(() -> byDefault)
                .map(wanted -> Stream.concat(Stream.of(wanted), bound.stream())
                        .min(Comparator.comparingLong(Amount::number))
                        .orElseThrow())
                .or(() -> bound)
                .map(Amount::number);
    }

    /** What is wrong with what the AppDatabase asks for. */
    Optional<String> mistake(String className) {
        Optional<String> range = asked.filter(Amount::isOutOfRange)
                .map(amount -> "spec.limits.%s: %s is not between a millisecond and 24 days. Correct it"
                        .formatted(field, amount.text()));
        return range.or(() -> bound.flatMap(most -> asked.filter(amount -> amount.number() > most.number())
                .map(amount ->
                        "spec.limits.%s: %s is more than the %s that AppDatabaseClass %s allows. Ask for %3$s at most, or let an admin raise the class's spec.limits.%1$s"
                                .formatted(field, amount.text(), most.text(), className))));
    }

    /** What is wrong in the class. */
    Optional<String> mistakeOfClass() {
        return outOfRange("spec.limits.", bound)
                .or(() -> outOfRange("spec.defaults.limits.", byDefault))
                .or(() -> bound.flatMap(most -> byDefault
                        .filter(amount -> amount.number() > most.number())
                        .map(amount -> "spec.defaults.limits.%s: %s is more than spec.limits.%1$s: %s. Lower the one or"
                                .formatted(field, amount.text(), most.text())
                                .concat(" raise the other"))));
    }

    private Optional<String> outOfRange(String where, Optional<Amount> amount) {
        return amount.filter(Amount::isOutOfRange)
                .map(wrong -> "%s%s: %s is not between a millisecond and 24 days. Correct it"
                        .formatted(where, field, wrong.text()));
    }

    private static TermsLimit of(
            String field,
            @Nullable Limits asked,
            AppDatabaseClassSpec spec,
            Function<Limits, Optional<Amount>> amount) {
        return new TermsLimit(
                field,
                Optional.ofNullable(asked).flatMap(amount),
                Optional.ofNullable(spec.defaults()).map(Defaults::limits).flatMap(amount),
                Optional.ofNullable(spec.limits()).flatMap(amount));
    }

    private static Optional<Amount> duration(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(written -> new Amount(written, Durations.parse(written).toMillis()));
    }
}
