package dev.appdb.postgres;

/** What a login is for; each kind has a Secret, a role that it acts as, and two logins that alternate. */
public enum Kind {
    /** The application: reads and writes data, or has the owner's rights where the resource says so. */
    APP,
    /** Migrations: acts as the owner. */
    MIGRATOR,
    /** People and tools that only look. */
    READONLY;

    /** As it stands in role names. */
    String word() {
        return switch (this) {
            case APP -> "app";
            case MIGRATOR -> "migrator";
            case READONLY -> "readonly";
        };
    }
}
