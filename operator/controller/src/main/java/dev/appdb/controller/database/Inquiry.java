package dev.appdb.controller.database;

import static java.util.stream.Collectors.toCollection;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.database.Observation.Answers;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.server.TroubleException;
import dev.appdb.controller.terms.Terms;
import dev.appdb.postgres.Adoption;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.Wanted;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the server what a decision depends on. Mostly that is nothing: only about a Secret that isn't what was written into
 * it, a schema that may have to be adopted, and trash that somebody wants back.
 */
final class Inquiry {
    private final Servers servers;
    private final Settings settings;
    private final Applied applied;

    /** @param applied knows whose passwords are in doubt */
    Inquiry(Servers servers, Settings settings, Applied applied) {
        this.servers = servers;
        this.settings = settings;
        this.applied = applied;
    }

    /** @param seen with class and namespace */
    Answers about(AppDatabase database, Observation seen) {
        AppDatabaseClass databaseClass = seen.databaseClass().orElseThrow();
        Namespace namespace = seen.namespace().orElseThrow();
        if (!AllowedNamespace.by(databaseClass, namespace, settings.operatorNamespace())) {
            return Answers.none();
        }
        return switch (Terms.of(database, databaseClass, namespace, seen.databases())) {
            case Terms.Refused refused -> Answers.none();
            case Terms.Agreed terms -> about(database, databaseClass, namespace, terms, seen);
        };
    }

    private Answers about(
            AppDatabase database,
            AppDatabaseClass databaseClass,
            Namespace namespace,
            Terms.Agreed terms,
            Observation seen) {
        String uid = namespace.getMetadata().getUid();
        Wanted wanted =
                WantedTenant.of(database, databaseClass.getMetadata().getName(), uid, settings.clusterId(), terms);
        try {
            Optional<String> authority = servers.authority(databaseClass);
            var secrets = new ConnectionSecrets(
                    database, databaseClass, uid, wanted.names().schema(), authority);
            return new Answers(
                    authority,
                    refused(secrets, seen),
                    adoption(database, databaseClass, wanted),
                    restoration(database, databaseClass, wanted),
                    Optional.empty());
        } catch (ServerException e) {
            return Answers.trouble(Trouble.of(e));
        } catch (TroubleException e) {
            return Answers.trouble(e.trouble());
        }
    }

    /**
     * The kinds whose login the server doesn't let in. Asked of Secrets whose keys don't agree with each other, or with the
     * class; and of all when {@link PasswordProbe} has found a password that is not the server's any more.
     */
    private Set<Kind> refused(ConnectionSecrets secrets, Observation seen) {
        TenantKey key = WantedTenant.key(secrets.database());
        boolean inDoubt = applied.takeDoubt(key);
        try {
            return seen.secrets().entrySet().stream()
                    .filter(found -> secrets.areOurs(found.getValue()))
                    .filter(found -> ConnectionSecret.login(found.getValue())
                            .filter(login -> isRefused(secrets, found.getKey(), found.getValue(), login, inDoubt))
                            .isPresent())
                    .map(Map.Entry::getKey)
                    .collect(toCollection(() -> EnumSet.noneOf(Kind.class)));
        } catch (ServerException | TroubleException e) {
            if (inDoubt) {
                applied.doubt(key);
            }
            throw e;
        }
    }

    private boolean isRefused(ConnectionSecrets secrets, Kind kind, Secret secret, Login login, boolean inDoubt) {
        if (!ConnectionSecret.holdsSame(secret, secrets.of(kind, login))) {
            return !servers.pinned(secrets.databaseClass()).accepts(login);
        }
        return inDoubt && servers.pinned(secrets.databaseClass()).refuses(login);
    }

    /** Of a schema that exists; not any more once it is the tenant's. */
    private Optional<Adoption> adoption(AppDatabase database, AppDatabaseClass databaseClass, Wanted wanted) {
        boolean made = Optional.ofNullable(database.getStatus())
                .map(AppDatabaseStatus::schema)
                .isPresent();
        if (wanted.mark().schema().isEmpty() || made) {
            return Optional.empty();
        }
        try {
            return Optional.of(servers.pinned(databaseClass).planAdoption(wanted))
                    .filter(plan -> !plan.changes().isEmpty());
        } catch (ServerException e) {
            if (e.reason() == ServerException.Reason.NO_SCHEMA) {
                return Optional.empty(); // then it is made
            }
            throw e;
        }
    }

    private Optional<Restoration> restoration(AppDatabase database, AppDatabaseClass databaseClass, Wanted wanted) {
        return Annotations.of(database, AppDb.RESTORE)
                .map(id -> Restoration.of(
                        servers.pinned(databaseClass).census(settings.clusterId()),
                        id,
                        wanted.mark().key()));
    }
}
