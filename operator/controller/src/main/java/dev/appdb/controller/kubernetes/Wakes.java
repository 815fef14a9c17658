package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.SecretKey;
import dev.appdb.api.AppDatabaseClassSpec.SecretName;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Who wakes whom. Waking once too often costs a pass; once too seldom, a user waits for the next look. */
final class Wakes {
    private final Primaries primaries;
    private final Servers servers;

    Wakes(Primaries primaries, Servers servers) {
        this.primaries = primaries;
        this.servers = servers;
    }

    void connect() {
        primaries.classes().onChange(this::classChanged);
        primaries.databases().onChange(this::databaseChanged);
    }

    private void classChanged(Optional<AppDatabaseClass> before, Optional<AppDatabaseClass> after) {
        String name = either(before, after).getMetadata().getName();
        if (after.isEmpty()) {
            servers.forget(name);
        }
        if (!before.map(Wakes::concern).equals(after.map(Wakes::concern))) {
            primaries
                    .databases()
                    .list()
                    .filter(database -> isOf(database, name))
                    .forEach(primaries.databases()::wake);
        }
    }

    private void databaseChanged(Optional<AppDatabase> before, Optional<AppDatabase> after) {
        if (!before.map(Wakes::share).equals(after.map(Wakes::share))) { // the classes count their databases
            Stream.of(before.flatMap(Wakes::boundClass), after.flatMap(Wakes::boundClass))
                    .flatMap(Optional::stream)
                    .distinct()
                    .forEach(name -> primaries.classes().wake(null, name));
        }
        if (Room.isMade(before, after)) {
            primaries.databases().list().filter(Room::isAwaited).forEach(primaries.databases()::wake);
        }
        if (Room.mayHaveBeenMissed(before, after)) {
            after.ifPresent(primaries.databases()::wake);
        }
        if (!before.map(AppDatabase::getStatus).equals(after.map(AppDatabase::getStatus))) {
            AppDatabase database = either(before, after);
            String key = Primaries.key(
                    database.getMetadata().getNamespace(),
                    database.getMetadata().getName());
            primaries.migrations().byIndex(Primaries.BY_DATABASE, key).forEach(primaries.migrations()::wake);
        }
    }

    /** One of a connection's Secrets was changed or deleted. */
    void connectionSecretChanged(HasMetadata secret) {
        label(secret, AppDb.DATABASE)
                .ifPresent(
                        name -> primaries.databases().wake(secret.getMetadata().getNamespace(), name));
    }

    /** A Secret in the operator's namespace came, changed or went. An authority's certificates are in every tenant's Secrets. */
    void adminSecretChanged(HasMetadata secret) {
        String name = secret.getMetadata().getName();
        primaries.classes().list().filter(found -> names(found, name)).forEach(found -> {
            primaries.classes().wake(found);
            if (isAuthority(found, name)) {
                primaries
                        .databases()
                        .list()
                        .filter(database -> isOf(database, found.getMetadata().getName()))
                        .forEach(primaries.databases()::wake);
            }
        });
    }

    void jobChanged(HasMetadata job) {
        label(job, AppDb.MIGRATION)
                .ifPresent(name -> primaries.migrations().wake(job.getMetadata().getNamespace(), name));
    }

    void configMapChanged(HasMetadata configMap) {
        String key = Primaries.key(
                configMap.getMetadata().getNamespace(), configMap.getMetadata().getName());
        primaries.migrations().byIndex(Primaries.BY_CONFIG_MAP, key).forEach(primaries.migrations()::wake);
    }

    /** Its labels decide which classes it may use. */
    void namespaceLabelled(HasMetadata namespace) {
        primaries.databases().list(namespace.getMetadata().getName()).forEach(primaries.databases()::wake);
    }

    /** All of a class that its databases depend on. */
    private static List<Object> concern(AppDatabaseClass databaseClass) {
        Optional<Condition> ready = Optional.ofNullable(databaseClass.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), Conditions.READY));
        return Arrays.asList(
                databaseClass.getMetadata().getGeneration(),
                annotation(databaseClass, AppDb.DEFAULT_CLASS),
                Optional.ofNullable(databaseClass.getStatus())
                        .map(status -> Objects.hash(
                                status.observedGeneration(), status.systemIdentifier(), status.databaseOid())),
                ready.map(Condition::getStatus),
                ready.map(Condition::getReason));
    }

    private static boolean isOf(AppDatabase database, String className) {
        Optional<String> asked = Optional.ofNullable(database.getSpec()).map(AppDatabaseSpec::className);
        Optional<String> bound = boundClass(database);
        return asked.or(() -> bound).map(className::equals).orElse(true);
    }

    /** What an AppDatabase has of its class. */
    private static List<Object> share(AppDatabase database) {
        return Arrays.asList(
                boundClass(database), Optional.ofNullable(database.getStatus()).map(AppDatabaseStatus::connections));
    }

    private static Optional<String> boundClass(AppDatabase database) {
        return Optional.ofNullable(database.getStatus()).map(AppDatabaseStatus::boundClass);
    }

    private static boolean names(AppDatabaseClass databaseClass, String secret) {
        var connection = databaseClass.getSpec().connection();
        return Stream.of(
                        Optional.ofNullable(connection.passwordSecretRef()).map(SecretKey::name),
                        Optional.ofNullable(connection.caSecretRef()).map(SecretKey::name),
                        Optional.ofNullable(connection.clientCertificateSecretRef())
                                .map(SecretName::name))
                .flatMap(Optional::stream)
                .anyMatch(secret::equals);
    }

    private static boolean isAuthority(AppDatabaseClass databaseClass, String secret) {
        return Optional.ofNullable(databaseClass.getSpec().connection().caSecretRef())
                .map(SecretKey::name)
                .filter(secret::equals)
                .isPresent();
    }

    private static Optional<String> label(HasMetadata resource, String key) {
        return Optional.ofNullable(resource.getMetadata().getLabels()).map(labels -> labels.get(key));
    }

    private static Optional<String> annotation(HasMetadata resource, String key) {
        return Optional.ofNullable(resource.getMetadata().getAnnotations()).map(annotations -> annotations.get(key));
    }

    private static <R> R either(Optional<R> before, Optional<R> after) {
        return after.or(() -> before).orElseThrow();
    }
}
