package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param className the class to take the database from; the default class when absent. Cannot change once it is set
 * @param schema a schema that exists already, which the class lets this AppDatabase adopt; a new one of its own when
 *     absent. Cannot change
 * @param access who may do what in the schema
 * @param secret a copy of the app's Secret under another name, with more keys
 * @param rotation of the passwords; only on demand (annotation {@code appdb.dev/rotate}) when absent
 * @param limits bounds of the app's logins: defaults of their sessions, which a session can change, and a connection limit
 * @param extensions of PostgreSQL that are needed; the class says which are allowed
 * @param deletionPolicy what becomes of the data when this AppDatabase is deleted: {@code Retain} keeps all of it, so that
 *     the same manifest finds it again; {@code Delete} puts it into the trash, once annotation {@code
 *     appdb.dev/confirm-delete: delete <namespace>/<name>} confirms that. The class's default when absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(oldSelf.className) || (has(self.className) && self.className == oldSelf.className)",
        message = "className is immutable: data does not move between servers by itself")
@ValidationRule(
        value = "has(oldSelf.schema) == has(self.schema) && (!has(self.schema) || self.schema == oldSelf.schema)",
        message = "schema is immutable: data does not move between schemas by itself")
public record AppDatabaseSpec(
        @Nullable @Size(min = 1, max = 253) String className,

        @Nullable @Size(min = 1, max = 63) @Pattern(SCHEMA) String schema,

        @Nullable Access access,
        @Nullable SecretCopy secret,
        @Nullable Rotation rotation,
        @Nullable Limits limits,

        @Nullable @Size(max = 50) List<@Size(min = 1, max = 63) @Pattern("^[a-z_][a-z0-9_-]*$") String> extensions,

        @Nullable DeletionPolicy deletionPolicy) {

    /** A name that needs no quotes. */
    static final String SCHEMA = "^[a-z_][a-z0-9_]*$";

    private static final String PLACEHOLDERS = "type|provider|username|user|password|host|port|dbname|database|schema"
            + "|pgpass|uri|fqdn-uri|jdbc-uri|DATABASE_URL|PRT_DB_CONN_STR";

    private static final AppDatabaseSpec EMPTY = new AppDatabaseSpec(null, null, null, null, null, null, null, null);

    /** Everything by default. */
    public static AppDatabaseSpec empty() {
        return EMPTY;
    }

    /** Of that class, or of the default class where it is null; everything else by default. */
    public static AppDatabaseSpec ofClass(@Nullable String className) {
        return new AppDatabaseSpec(className, null, null, null, null, null, null, null);
    }

    /** What becomes of the data. */
    public enum DeletionPolicy {
        Retain,
        Delete
    }

    /**
     * @param name of the Secret, in the same namespace
     * @param template more keys of it; {@code {{username}}} and the like stand for what the app's Secret has under that key
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "!has(self.template) || self.template.all(key, key.matches('^[A-Za-z0-9._-]{1,253}$'))",
            message = "a key of template has letters, digits, '.', '_' and '-' only")
    @ValidationRule(
            value = "!has(self.template) || self.template.all(key, self.template[key].matches('^([^{]|[{][^{]|[{][{]("
                    + PLACEHOLDERS + ")[}][}])*[{]?$'))",
            message = "a template's {{...}} is a key of the app's Secret: " + PLACEHOLDERS)
    public record SecretCopy(
            @Required @Size(min = 1, max = 253) @Pattern("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")
            String name,

            @Nullable @Size(max = 50) Map<String, @Size(max = 4000) String> template) {}

    /**
     * @param interval between two rotations, as in {@code 30d}; only on demand when absent
     * @param overlap for how long the old password goes on, {@code 1h} when absent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Rotation(
            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String interval,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String overlap) {}

    /**
     * @param app {@code ReadWrite} (rows only, the default) or {@code Owner} (may change the schema too)
     * @param readonly whether there is a login that may only read; true when absent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Access(@Nullable App app, @Nullable Boolean readonly) {
        public enum App {
            ReadWrite,
            Owner
        }
    }

    /**
     * @param connections at once, for each login of the app
     * @param statementTimeout as in {@code 30s}
     * @param lockTimeout as in {@code 5s}
     * @param idleInTransactionTimeout as in {@code 1m}
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Limits(
            @Nullable @Min(1) @Max(10000) Integer connections,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String statementTimeout,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String lockTimeout,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String idleInTransactionTimeout) {}
}
