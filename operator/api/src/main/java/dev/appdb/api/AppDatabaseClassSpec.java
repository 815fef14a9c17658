package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param connection the database and its admin's login
 * @param appEndpoint what apps are given instead of the connection's host, a pooler say; Jobs go direct
 * @param allowedNamespaces who may use this class; nobody but the operator's own namespace when absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AppDatabaseClassSpec(
        @Required Connection connection,
        @Nullable Endpoint appEndpoint,
        @Nullable AllowedNamespaces allowedNamespaces) {

    /**
     * @param url {@code postgresql://user:__PASSWORD__@host:port/database?parameters}; the password itself never stands
     *     here. TLS is {@code verify-full} unless a parameter {@code sslmode} says otherwise
     * @param passwordSecretRef where the password is, in the operator's namespace
     * @param caSecretRef the certificate authority that the server's certificate is checked against, in the operator's
     *     namespace; the usual public ones when absent
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

            @Nullable SecretKey passwordSecretRef,
            @Nullable SecretKey caSecretRef) {}

    /**
     * @param name of the Secret
     * @param key within it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SecretKey(
            @Required @Size(min = 1, max = 253) String name,
            @Required @Size(min = 1, max = 253) String key) {}

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
            @Required @PrinterColumn(name = "Namespaces") From from,
            @Nullable LabelSelector selector) {
        public enum From {
            All,
            Selector
        }
    }
}
