package dev.appdb.api;

/** The words that resources and their users agree on: the group, labels, annotations and names that follow from them. */
public final class AppDb {
    public static final String GROUP = "appdb.dev";
    public static final String VERSION = "v1alpha1";

    /** On everything the operator makes, with {@link #MANAGER}: its informers select by it. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    public static final String MANAGER = "appdb";

    /** Label of a Secret: the AppDatabase that it connects to. */
    public static final String DATABASE = GROUP + "/database";

    /** Label of a Job and of its ConfigMap: the AppMigration that it runs. */
    public static final String MIGRATION = GROUP + "/migration";

    /** Annotation of a Secret, {@code <namespace uid>/<database>}: what makes it ours, also after a re-creation. */
    public static final String OWNER = GROUP + "/owner";

    /** Annotation of an AppMigration: a token; a new one runs it again. */
    public static final String RUN_NOW = GROUP + "/run-now";

    /** Annotation of an AppDatabase: a token; a new one rotates its passwords. */
    public static final String ROTATE = GROUP + "/rotate";

    /** Annotation of an AppDatabase, {@code delete <namespace>/<name>}: its data may go with it. */
    public static final String CONFIRM_DELETE = GROUP + "/confirm-delete";

    /** Annotation of an AppDatabase: the digest in {@code status.adoption}, which was read and is agreed to. */
    public static final String ADOPT = GROUP + "/adopt";

    /** Annotation of an AppDatabase: the id of what it gets back from the trash, see the class's {@code status.trash}. */
    public static final String RESTORE = GROUP + "/restore";

    /**
     * Annotation of an AppDatabase whose schema was dropped: since when its {@code Ready} condition says so. It then starts
     * empty.
     */
    public static final String RECREATE_SCHEMA = GROUP + "/recreate-schema";

    /** Annotation of an AppDatabaseClass: {@code "true"} makes it the class of databases that name none. */
    public static final String DEFAULT_CLASS = GROUP + "/is-default-class";

    /** The type of the connection Secrets, by the Service Binding specification. */
    public static final String SECRET_TYPE = "servicebinding.io/postgresql";

    private AppDb() {}

    /** The Secret with which the app connects. */
    public static String appSecret(String database) {
        return database + "-db";
    }

    /** The Secret with which migrations run. */
    public static String migratorSecret(String database) {
        return database + "-db-migrator";
    }

    /** The Secret for reports and people who look. */
    public static String readonlySecret(String database) {
        return database + "-db-readonly";
    }
}
