package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseSpec.SecretCopy;
import dev.appdb.api.AppDb;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * An AppDatabase's Secrets as they should be, but for the logins.
 *
 * @param namespaceUid part of what makes them ours
 * @param schema of the tenant
 * @param authority the certificates that the class trusts, if it has any of its own
 */
record ConnectionSecrets(
        AppDatabase database,
        AppDatabaseClass databaseClass,
        String namespaceUid,
        Identifier schema,
        Optional<String> authority) {

    String name(Kind kind) {
        return ConnectionSecret.name(database.getMetadata().getName(), kind);
    }

    boolean areOurs(Secret secret) {
        return ConnectionSecret.isOurs(
                secret, namespaceUid, database.getMetadata().getName());
    }

    Secret of(Kind kind, Login login) {
        return secret(name(kind), keys(kind, login));
    }

    /** The copy that the user asks for, if any. */
    static Optional<SecretCopy> copy(AppDatabase database) {
        return Optional.ofNullable(database.getSpec()).map(AppDatabaseSpec::secret);
    }

    static SecretTemplate template(SecretCopy copy) {
        return new SecretTemplate(Optional.ofNullable(copy.template()).orElse(Map.of()));
    }

    Optional<Secret> copyOf(Login app) {
        return copy(database).map(copy -> secret(copy.name(), template(copy).over(keys(Kind.APP, app))));
    }

    private Map<String, String> keys(Kind kind, Login login) {
        return ConnectionKeys.of(Endpoint.of(databaseClass, kind, authority), schema.name(), login);
    }

    private Secret secret(String name, Map<String, String> keys) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(database.getMetadata().getNamespace())
                .withName(name)
                .addToLabels(AppDb.MANAGED_BY, AppDb.MANAGER)
                .addToLabels(AppDb.DATABASE, database.getMetadata().getName())
                .addToAnnotations(
                        AppDb.OWNER,
                        ConnectionSecret.owner(
                                namespaceUid, database.getMetadata().getName()))
                .endMetadata()
                .withType(AppDb.SECRET_TYPE)
                .withData(ConnectionSecret.encoded(keys))
                .build();
    }
}
