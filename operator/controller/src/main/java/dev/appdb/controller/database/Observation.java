package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.server.Trouble;
import dev.appdb.postgres.Kind;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
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
 * @param secrets those of the kinds' names, whoever made them
 * @param refused the kinds whose Secret was edited or is out of date, and whose password the server does not accept
 * @param trouble met while asking the server
 */
record Observation(
        Optional<Namespace> namespace,
        List<String> defaultClasses,
        Optional<AppDatabaseClass> databaseClass,
        Map<Kind, Secret> secrets,
        Set<Kind> refused,
        Optional<Trouble> trouble) {

    @Override
    public String toString() {
        return "Observation[class=%s, secrets of %s, refused=%s, trouble=%s]"
                .formatted(
                        databaseClass.map(found -> found.getMetadata().getName()), secrets.keySet(), refused, trouble);
    }
}
