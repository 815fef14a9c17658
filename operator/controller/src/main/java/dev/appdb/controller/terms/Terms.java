package dev.appdb.controller.terms;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.AppAccess;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Limits;
import dev.appdb.postgres.TenantKey;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What an AppDatabase gets of its class: what it asks for, the rest by the class's defaults, all within the class's bounds.
 * Pure: the same AppDatabase, class, namespace and other AppDatabases always give the same terms.
 */
public sealed interface Terms {

    /**
     * @param readonly whether there is a login that may only read
     * @param limits never above the class's; with one for the migrator's connections where the class has a budget
     * @param connections how many all of its logins together are promised; empty where the class has no budget
     * @param interval between two rotations; empty means only on demand
     * @param overlap for how long the old password goes on, shorter than the interval
     * @param trashOnDelete whether its data goes into the trash with it: the policy says Delete, and it was confirmed or
     *     the namespace is ephemeral
     * @param extensionsSchema where the database's extensions live, if the class allows any
     * @param schema one that exists already, which the class lets this AppDatabase adopt; empty means one of its own
     * @param readopt whether it may have what was made for an earlier namespace of this name
     */
    record Agreed(
            AppAccess app,
            boolean readonly,
            Limits limits,
            OptionalInt connections,
            Optional<Duration> interval,
            Duration overlap,
            DeletionPolicy deletionPolicy,
            boolean trashOnDelete,
            SortedSet<String> extensions,
            Optional<Identifier> extensionsSchema,
            Optional<Identifier> schema,
            boolean readopt)
            implements Terms {}

    /** @param state says what was asked for, what the class gives, and what to do */
    record Refused(State state) implements Terms {}

    /**
     * @param databases all AppDatabases that there are, this one or not; those of other classes don't count. The place that
     *     this one has there counts
     */
    static Terms of(
            AppDatabase database,
            AppDatabaseClass databaseClass,
            Namespace namespace,
            Collection<AppDatabase> databases) {
        TenantKey key = TermsMember.key(database);
        boolean isAmong = databases.stream().map(TermsMember::key).anyMatch(key::equals);
        Collection<AppDatabase> all = isAmong
                ? databases
                : Stream.concat(Stream.of(database), databases.stream()).toList();
        return TermsOfClass.of(databaseClass, all).agree(database, namespace);
    }
}
