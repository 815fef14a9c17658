package dev.appdb.controller.status;

/** Why a resource is in its state: the reasons of conditions and Events, all of them. */
public enum Reason {
    // done
    Ready,
    Migrated,
    SchemaAhead,
    Skipped,
    Reachable,
    // on the way
    Reconciling,
    Provisioning,
    Provisioned,
    Repaired,
    Migrating,
    DatabaseNotReady,
    ClassNotReady,
    RetryingMigration,
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
    ClassNotFound,
    NoDefaultClass,
    ClassChanged,
    NamespaceNotAllowed,
    Conflict,
    SchemaMissing,
    DatabaseNotFound,
    SourceNotFound,
    SourceInvalid,
    HistoryTableShared,
    MigrationFailed,
    JobFailed
}
