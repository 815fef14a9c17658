package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.server.Trouble;
import dev.appdb.postgres.Adoption;
import dev.appdb.postgres.Kind;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a decision may depend on, read once at the start of a reconciliation.
 *
 * @param namespace empty when it is gone already
 * @param defaultClasses names of the classes that call themselves the default
 * @param databaseClass the one that {@link ClassChoice} names, if it is there
 * @param databases all AppDatabases: quotas and budgets are shared
 * @param secrets those of the kinds' names, whoever made them
 * @param others Secrets that bear this AppDatabase's label, and the one of the wanted copy's name, whoever made it
 * @param server what it was asked, and said
 */
record Observation(
        Instant now,
        Optional<Namespace> namespace,
        List<String> defaultClasses,
        Optional<AppDatabaseClass> databaseClass,
        List<AppDatabase> databases,
        Map<Kind, Secret> secrets,
        List<Secret> others,
        Answers server) {

    /**
     * @param authority the certificates that the class trusts, if it has any of its own
     * @param refused the kinds whose Secret was edited, is out of date or in doubt, and whose password the server does not accept
     * @param adoption what adopting the schema would change, if there is one to adopt
     * @param restoration of what the AppDatabase asks to have back, if it does
     * @param trouble met while asking
     */
    record Answers(
            Optional<String> authority,
            Set<Kind> refused,
            Optional<Adoption> adoption,
            Optional<Restoration> restoration,
            Optional<Trouble> trouble) {

        static Answers none() {
            return new Answers(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Answers trouble(Trouble trouble) {
            return new Answers(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.of(trouble));
        }
    }

    Observation with(Answers answers) {
        return new Observation(now, namespace, defaultClasses, databaseClass, databases, secrets, others, answers);
    }

    @Override
    public String toString() {
        return "Observation[class=%s, secrets of %s, %s]"
                .formatted(databaseClass.map(found -> found.getMetadata().getName()), secrets.keySet(), server);
    }
}
