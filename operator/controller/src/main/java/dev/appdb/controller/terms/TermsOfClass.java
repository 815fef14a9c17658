package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassSpec.Readopt;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.Access;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.postgres.AppAccess;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Limits;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The {@link Terms} of all AppDatabases of one class. */
final class TermsOfClass {
    private static final Identifier EXTENSIONS = new Identifier("appdb_extensions");

    private final AppDatabaseClass databaseClass;
    private final AppDatabaseClassSpec spec;
    private final TermsLine line;

    private TermsOfClass(AppDatabaseClass databaseClass, TermsLine line) {
        this.databaseClass = databaseClass;
        this.spec = databaseClass.getSpec();
        this.line = line;
    }

    /** @param databases all that there are */
    static TermsOfClass of(AppDatabaseClass databaseClass, Collection<AppDatabase> databases) {
        return new TermsOfClass(databaseClass, TermsLine.of(databaseClass, databases));
    }

    /** @param database one of those given before, and of the class */
    Terms agree(AppDatabase database, Namespace namespace) {
        AppDatabaseSpec asked = Optional.ofNullable(database.getSpec()).orElse(AppDatabaseSpec.empty());
        return TermsRefusal.of(database, asked, databaseClass, line)
                .<Terms>map(Terms.Refused::new)
                .orElseGet(() -> agreed(database, asked, namespace));
    }

    private Terms.Agreed agreed(AppDatabase database, AppDatabaseSpec asked, Namespace namespace) {
        Optional<Access> access = Optional.ofNullable(asked.access());
        TermsRotation rotation = TermsRotation.of(asked.rotation(), spec);
        DeletionPolicy policy = TermsOfDeletion.policy(TermsOfDeletion.asked(database), databaseClass);
        return new Terms.Agreed(
                access.map(Access::app).orElse(Access.App.ReadWrite) == Access.App.Owner
                        ? AppAccess.OWNER
                        : AppAccess.READ_WRITE,
                access.map(Access::readonly).orElse(true),
                limits(asked),
                TermsPromise.of(asked, databaseClass),
                rotation.every(),
                rotation.overlapping(),
                policy,
                policy == DeletionPolicy.Delete && (TermsOfDeletion.isConfirmed(database) || isEphemeral(namespace)),
                new TreeSet<>(Optional.ofNullable(asked.extensions()).orElse(List.of())),
                Optional.ofNullable(spec.allowedExtensions())
                        .filter(Predicate.not(List::isEmpty))
                        .map(any -> EXTENSIONS),
                Optional.ofNullable(asked.schema()).map(Identifier::new),
                spec.readopt() == Readopt.NamespaceName);
    }

    private Limits limits(AppDatabaseSpec asked) {
        return new Limits(
                TermsLimit.connections(asked.limits(), spec).value().stream()
                        .mapToInt(Math::toIntExact)
                        .findFirst(),
                spec.connectionBudget() == null ? OptionalInt.empty() : OptionalInt.of(TermsPromise.MIGRATOR),
                TermsLimit.statementTimeout(asked.limits(), spec).value().map(Duration::ofMillis),
                TermsLimit.lockTimeout(asked.limits(), spec).value().map(Duration::ofMillis),
                TermsLimit.idleInTransactionTimeout(asked.limits(), spec)
                        .value()
                        .map(Duration::ofMillis));
    }

    private boolean isEphemeral(Namespace namespace) {
        return TermsOfDeletion.ephemeral(databaseClass)
                .filter(selector -> NamespaceSelector.matches(selector, namespace))
                .isPresent();
    }
}
