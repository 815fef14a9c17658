package dev.appdb.controller.terms;

import static java.util.function.Predicate.not;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.Adoptable;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Why an AppDatabase can't have what it asks for; the first reason that is found. */
final class TermsRefusal {
    private final AppDatabase database;
    private final AppDatabaseSpec asked;
    private final AppDatabaseClass databaseClass;

    private TermsRefusal(AppDatabase database, AppDatabaseSpec asked, AppDatabaseClass databaseClass) {
        this.database = database;
        this.asked = asked;
        this.databaseClass = databaseClass;
    }

    static Optional<State> of(
            AppDatabase database, AppDatabaseSpec asked, AppDatabaseClass databaseClass, TermsLine line) {
        var refusal = new TermsRefusal(database, asked, databaseClass);
        return Stream.<Supplier<Optional<State>>>of(
                        () -> TermsMistake.of(databaseClass),
                        refusal::ofLimits,
                        refusal::ofRotation,
                        refusal::ofExtensions,
                        refusal::ofSchema,
                        () -> refusal.ofPlace(line.place(database)))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<State> ofLimits() {
        return TermsLimit.all(asked.limits(), databaseClass.getSpec()).stream()
                .map(limit -> limit.mistake(className()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(this::ofNoLimit)
                .map(message -> new State.Stalled(Reason.LimitInvalid, message));
    }

    /** A promise without a number can't be counted. */
    private Optional<String> ofNoLimit() {
        return databaseClass.getSpec().connectionBudget() == null
                        || TermsPromise.of(asked, databaseClass).isPresent()
                ? Optional.empty()
                : Optional.of(("AppDatabaseClass %s has a budget of connections, and this AppDatabase has no limit of"
                                + " them: give spec.limits.connections, or let an admin give the class's"
                                + " spec.defaults.limits.connections")
                        .formatted(className()));
    }

    private Optional<State> ofRotation() {
        return TermsRotation.of(asked.rotation(), databaseClass.getSpec())
                .mistake("spec.rotation")
                .map(message -> new State.Stalled(Reason.RotationInvalid, message));
    }

    private Optional<State> ofExtensions() {
        List<String> allowed =
                Optional.ofNullable(databaseClass.getSpec().allowedExtensions()).orElse(List.of());
        List<String> refused = Optional.ofNullable(asked.extensions()).orElse(List.of()).stream()
                .filter(not(allowed::contains))
                .distinct()
                .toList();
        String what = allowed.isEmpty() ? "allows none" : "allows " + String.join(", ", allowed);
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(new State.Stalled(
                        Reason.ExtensionNotAllowed,
                        ("spec.extensions: AppDatabaseClass %s %s, and not %s. Leave that out, or let an admin add it to"
                                        + " the class's spec.allowedExtensions")
                                .formatted(className(), what, String.join(", ", refused))));
    }

    private Optional<State> ofSchema() {
        String namespace = database.getMetadata().getNamespace();
        String name = database.getMetadata().getName();
        List<Adoptable> listed =
                Optional.ofNullable(databaseClass.getSpec().adoptable()).orElse(List.of());
        return Optional.ofNullable(asked.schema())
                .filter(schema -> !listed.contains(new Adoptable(schema, namespace, name)))
                .map(schema -> new State.Stalled(
                        Reason.SchemaNotAllowed,
                        ("spec.schema: AppDatabaseClass %s doesn't let AppDatabase %s/%s adopt schema %s. Let an admin add"
                                        + " {schema: %4$s, namespace: %2$s, name: %3$s} to the class's spec.adoptable")
                                .formatted(className(), namespace, name, schema)));
    }

    private Optional<State> ofPlace(TermsLine.Place place) {
        return switch (place) {
            case TermsLine.Place.Granted granted -> Optional.empty();
            case TermsLine.Place.BeyondQuota beyond -> Optional.of(ofQuota(beyond));
            case TermsLine.Place.BeyondBudget beyond -> Optional.of(ofBudget(beyond));
        };
    }

    private State ofQuota(TermsLine.Place.BeyondQuota beyond) {
        return new State.Stalled(
                Reason.QuotaExceeded,
                ("AppDatabaseClass %s lends at most %d to namespace %s, and it has %s. It goes on by itself when there is"
                                + " room: delete one, or let an admin raise the class's spec.quota.databases")
                        .formatted(
                                className(),
                                beyond.quota(),
                                database.getMetadata().getNamespace(),
                                beyond.sharing().isEmpty() ? "none" : String.join(", ", beyond.sharing())));
    }

    private State ofBudget(TermsLine.Place.BeyondBudget beyond) {
        TermsMember member = beyond.member();
        return new State.Stalled(
                Reason.BudgetExhausted,
                ("AppDatabaseClass %s has a budget of %d connections: %d are promised%s, %d are left, and this AppDatabase"
                                + " needs %d (two logins of each kind, of which the migrator's have %d each). It goes on by"
                                + " itself when there is room: lower spec.limits.connections, or let an admin raise the"
                                + " class's spec.connectionBudget")
                        .formatted(
                                className(),
                                beyond.budget(),
                                beyond.promised(),
                                member.held() > 0 ? ", %d of them to this one".formatted(member.held()) : "",
                                Math.max(beyond.budget() - beyond.promised(), 0),
                                member.wanted(),
                                TermsPromise.MIGRATOR));
    }

    private String className() {
        return databaseClass.getMetadata().getName();
    }
}
