package dev.appdb.controller.status;

import java.util.Arrays;
import java.util.Optional;

/** Why a resource is in its state: the reasons of conditions and Events, all of them. */
public enum Reason {
    // done
    Ready,
    Migrated,
    SchemaAhead,
    Skipped,
    Reachable,
    // gone
    Orphaned,
    DeleteUnconfirmed,
    LoginsLocked,
    Trashed,
    Purged,
    PurgeRefused,
    DepartureFailed,
    // on the way
    Reconciling,
    Provisioning,
    Provisioned,
    Repaired,
    PasswordRefused,
    Rotated,
    OldPasswordLocked,
    Adopted,
    Restored,
    SchemaRecreated,
    Migrating,
    DatabaseNotReady,
    ClassNotReady,
    RetryingMigration,
    PodNotStarting,
    // the server
    ServerUnreachable,
    ServerIsStandby,
    ServerChanged,
    WrongPassword,
    TlsFailed,
    MissingPrivilege,
    ServerError,
    // what a person has to mend
    PasswordSecretMissing,
    CaSecretMissing,
    ClientCertificateMissing,
    UrlInvalid,
    NoSuchDatabase,
    ClassNotFound,
    NoDefaultClass,
    ClassChanged,
    NamespaceNotAllowed,
    Conflict,
    SchemaMissing,
    AdoptionPending,
    TrashNotFound,
    SecretInvalid,
    LimitInvalid,
    RotationInvalid,
    QuotaExceeded,
    BudgetExhausted,
    ExtensionNotAllowed,
    SchemaNotAllowed,
    DatabaseNotFound,
    SourceNotFound,
    SourceInvalid,
    HistoryTableShared,
    MigrationFailed,
    JobFailed,
    JobRefused;

    /** As it stands in a condition; empty for one that another release wrote. */
    public static Optional<Reason> of(String name) {
        return Arrays.stream(values())
                .filter(reason -> reason.name().equals(name))
                .findFirst();
    }
}
