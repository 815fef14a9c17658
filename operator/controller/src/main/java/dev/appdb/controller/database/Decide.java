package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.Terms;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Optional;

/** Pure: the same AppDatabase and observation always give the same decision. */
final class Decide {
    private Decide() {}

    static Decision next(AppDatabase database, Observation seen, Settings settings) {
        return switch (ClassChoice.of(database, seen.defaultClasses())) {
            case ClassChoice.Undecided undecided -> new Decision.Hold(undecided.state());
            case ClassChoice.Named named ->
                seen.databaseClass()
                        .map(found -> ofClass(database, found, seen, settings))
                        .orElseGet(() -> new Decision.Hold(noSuchClass(named.className())));
        };
    }

    /** What to do when the server, or the tenant in it, can't be worked on. */
    static Decision inTrouble(AppDatabase database, Trouble trouble) {
        return isApplied(database) && !trouble.isOfTenant()
                ? new Decision.Keep(trouble)
                : new Decision.Hold(trouble.state());
    }

    /** Whether this very generation is there already. */
    static boolean isApplied(AppDatabase database) {
        return database.getStatus() != null
                && database.getMetadata()
                        .getGeneration()
                        .equals(database.getStatus().observedGeneration())
                && Conditions.isTrue(database.getStatus().conditions(), Conditions.READY);
    }

    private static Decision ofClass(
            AppDatabase database, AppDatabaseClass databaseClass, Observation seen, Settings settings) {
        Optional<Namespace> namespace =
                seen.namespace().filter(found -> found.getMetadata().getDeletionTimestamp() == null);
        if (namespace.isEmpty()) {
            return new Decision.Hold(new State.InProgress(Reason.Reconciling, "its namespace is being deleted"));
        }
        if (!AllowedNamespace.by(databaseClass, namespace.get(), settings.operatorNamespace())) {
            return new Decision.Hold(notAllowed(databaseClass, namespace.get()));
        }
        if (!isSettled(databaseClass)) {
            return isApplied(database) ? new Decision.Leave() : new Decision.Hold(waits(databaseClass, "is looked at"));
        }
        return notReady(databaseClass)
                .or(() -> seen.server().trouble().filter(trouble -> !trouble.isOfTenant()))
                .map(trouble -> classTrouble(database, databaseClass, trouble))
                .orElseGet(() -> ofTerms(database, databaseClass, namespace.get(), seen, settings));
    }

    private static Decision ofTerms(
            AppDatabase database,
            AppDatabaseClass databaseClass,
            Namespace namespace,
            Observation seen,
            Settings settings) {
        return switch (Terms.of(database, databaseClass, namespace, seen.databases())) {
            case Terms.Refused refused -> new Decision.Hold(refused.state());
            case Terms.Agreed terms -> DecideTenant.of(database, databaseClass, namespace, terms, seen, settings);
        };
    }

    /** Whether the class's conditions speak of the class as it is now. */
    private static boolean isSettled(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && databaseClass
                        .getMetadata()
                        .getGeneration()
                        .equals(databaseClass.getStatus().observedGeneration())
                && ready(databaseClass)
                        .filter(condition -> !Reason.Reconciling.name().equals(condition.getReason()))
                        .isPresent();
    }

    private static Optional<Trouble> notReady(AppDatabaseClass databaseClass) {
        return ready(databaseClass)
                .filter(condition -> !"True".equals(condition.getStatus()))
                .map(condition -> new Trouble(
                        Reason.of(condition.getReason()).orElse(Reason.ClassNotReady), condition.getMessage(), true));
    }

    private static Optional<Condition> ready(AppDatabaseClass databaseClass) {
        List<Condition> conditions = databaseClass.getStatus() == null
                ? null
                : databaseClass.getStatus().conditions();
        return Conditions.find(conditions, Conditions.READY);
    }

    /** It is the class that has to be mended; that is its admin's affair, and ends without the user. */
    private static Decision classTrouble(AppDatabase database, AppDatabaseClass databaseClass, Trouble trouble) {
        return isApplied(database)
                ? new Decision.Keep(trouble)
                : new Decision.Hold(
                        waits(databaseClass, "is not ready: %s: %s".formatted(trouble.reason(), trouble.message())));
    }

    private static State waits(AppDatabaseClass databaseClass, String why) {
        return new State.InProgress(
                Reason.ClassNotReady,
                "waits: AppDatabaseClass %s %s"
                        .formatted(databaseClass.getMetadata().getName(), why));
    }

    private static State noSuchClass(String name) {
        return new State.Stalled(
                Reason.ClassNotFound,
                ("There is no AppDatabaseClass %s. Correct spec.className (kubectl get appdatabaseclasses lists them), or"
                                + " let an admin make it")
                        .formatted(name));
    }

    private static State notAllowed(AppDatabaseClass databaseClass, Namespace namespace) {
        return new State.Stalled(
                Reason.NamespaceNotAllowed,
                ("AppDatabaseClass %s may not be used from namespace %s. Choose another class, or let an admin label the"
                                + " namespace or widen the class's spec.allowedNamespaces")
                        .formatted(
                                databaseClass.getMetadata().getName(),
                                namespace.getMetadata().getName()));
    }
}
