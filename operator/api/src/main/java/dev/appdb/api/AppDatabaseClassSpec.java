package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.api.AppDatabaseSpec.Limits;
import dev.appdb.api.AppDatabaseSpec.Rotation;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param connection the database and its admin's login
 * @param appEndpoint what apps are given instead of the connection's host, a pooler say; Jobs go direct
 * @param allowedNamespaces who may use this class; nobody but the operator's own namespace when absent
 * @param quota what one namespace may have of this class; no bound when absent
 * @param defaults for what an AppDatabase leaves open
 * @param limits the most that an AppDatabase may ask for; what it leaves open, and no default gives, is this much
 * @param connectionBudget how many connections all logins of all tenants may open together, a rotation's overlap
 *     counted: twice what limits.connections says for app and readonly each, and 8 for migrations; an AppDatabase beyond it
 *     waits. Every one then needs a limit of connections, its own or the class's
 * @param allowedExtensions that AppDatabases may ask for; they live in one schema per database
 * @param adoptable schemas that exist already, and the AppDatabase that each may be adopted by
 * @param readopt whether a namespace made anew under its old name gets its old databases back ({@code NamespaceName})
 *     or not ({@code NamespaceUid}, the default)
 * @param ephemeral namespaces where {@code deletionPolicy: Delete} needs no confirmation
 * @param trashRetention how long a deleted database can be restored, {@code 7d} when absent
 * @param lockGrace how long the logins of a database go on after its AppDatabase was deleted, {@code 1h} when absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AppDatabaseClassSpec(
        @Required Connection connection,
        @Nullable Endpoint appEndpoint,
        @Nullable AllowedNamespaces allowedNamespaces,
        @Nullable Quota quota,
        @Nullable Defaults defaults,
        @Nullable Limits limits,
        @Nullable @Min(1) @Max(1000000) Integer connectionBudget,

        @Nullable @Size(max = 50)
        List<@Size(min = 1, max = 63) @Pattern("^[a-z_][a-z0-9_-]*$") String> allowedExtensions,

        @Nullable @Size(max = 200) List<Adoptable> adoptable,
        @Nullable Readopt readopt,
        @Nullable Ephemeral ephemeral,

        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String trashRetention,

        @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
        String lockGrace) {

    /** A class that says nothing but where its database is, and who may use it. */
    public static AppDatabaseClassSpec of(Connection connection, @Nullable AllowedNamespaces allowedNamespaces) {
        return new AppDatabaseClassSpec(
                connection, null, allowedNamespaces, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * @param url {@code postgresql://user:__PASSWORD__@host:port/database?parameters}; the password itself never stands
     *     here. TLS is {@code verify-full} unless a parameter {@code sslmode} says otherwise
     * @param role that owns the database and makes all others in it; the url's user is a member of it, and can be replaced
     *     by another member. The user's own role when absent
     * @param passwordSecretRef where the password is, in the operator's namespace
     * @param caSecretRef the certificate authority that the server's certificate is checked against, in the operator's
     *     namespace; the usual public ones when absent
     * @param clientCertificateSecretRef a Secret of type {@code kubernetes.io/tls} in the operator's namespace, with the
     *     certificate that the admin's login shows
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "self.url.contains(':__PASSWORD__@') == has(self.passwordSecretRef)",
            message = "url holds __PASSWORD__ exactly when passwordSecretRef says where the password is")
    @ValidationRule(
            value = "!self.url.lowerAscii().matches('[?&](ssl)?password=')",
            message = "no password stands in the url: put it into the Secret that passwordSecretRef names")
    public record Connection(
            @Required
            @Size(max = 2048)
            @Pattern("^postgres(ql)?://[^:/@?#]+(:__PASSWORD__)?@[^/@?#]+/[^/?#]+([?][^#]*)?$")
            String url,

            @Nullable @Size(min = 1, max = 63) String role,
            @Nullable SecretKey passwordSecretRef,
            @Nullable SecretKey caSecretRef,
            @Nullable SecretName clientCertificateSecretRef) {}

    /**
     * @param name of the Secret
     * @param key within it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SecretKey(
            @Required @Size(min = 1, max = 253) String name,
            @Required @Size(min = 1, max = 253) String key) {}

    /** @param name of the Secret */
    public record SecretName(
            @Required @Size(min = 1, max = 253) String name) {}

    /**
     * @param host that apps connect to
     * @param port that apps connect to, 5432 when absent
     * @param parameters of the URI that apps are given, such as {@code sslmode}; the connection's own when absent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Endpoint(
            @Required @Size(min = 1, max = 253) @Pattern("^[A-Za-z0-9._:-]+$")
            String host,

            @Nullable @Min(1) @Max(65535) Integer port,
            @Nullable Map<String, String> parameters) {}

    /**
     * @param from {@code All} namespaces, or those that the selector matches
     * @param selector over the labels of namespaces
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "(self.from == 'Selector') == has(self.selector)",
            message = "selector belongs to from: Selector, and only there")
    public record AllowedNamespaces(
            @Required From from, @Nullable LabelSelector selector) {
        public enum From {
            All,
            Selector
        }
    }

    /** @param databases most AppDatabases of this class in one namespace */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Quota(@Required @Min(0) @Max(100000) Integer databases) {}

    /**
     * @param limits each where an AppDatabase gives none
     * @param rotation each of the two where an AppDatabase gives none
     * @param deletionPolicy where an AppDatabase gives none; {@code Retain} when absent here too
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Defaults(
            @Nullable Limits limits,
            @Nullable Rotation rotation,
            @Nullable DeletionPolicy deletionPolicy) {}

    /**
     * @param schema as it exists in the class's database
     * @param namespace of the AppDatabase
     * @param name of the AppDatabase, whose {@code spec.schema} says the same schema
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Adoptable(
            @Required @Size(min = 1, max = 63) @Pattern(AppDatabaseSpec.SCHEMA)
            String schema,

            @Required @Size(min = 1, max = 63) String namespace,
            @Required @Size(min = 1, max = 63) String name) {}

    /** Which namespace is the one that a database was made for. */
    public enum Readopt {
        NamespaceUid,
        NamespaceName
    }

    /** @param selector over the labels of namespaces */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Ephemeral(@Required LabelSelector selector) {}
}
