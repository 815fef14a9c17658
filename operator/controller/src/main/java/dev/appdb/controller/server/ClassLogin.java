package dev.appdb.controller.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.SecretKey;
import dev.appdb.api.AppDatabaseClassSpec.SecretName;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.ClientCertificate;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.ServerAccess;
import dev.appdb.postgres.ServerUrl;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** How a class's admin logs in, as the class and its Secrets say now. */
final class ClassLogin {
    private static final String PASSWORD = "the admin's password";
    private static final String AUTHORITY = "the certificate authority";
    private static final String CERTIFICATE = "the admin's client certificate";
    private static final String KEY = "the key of the admin's client certificate";

    private final Cluster cluster;
    private final String namespace;

    private ClassLogin(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * Reads the Secrets, in the operator's own namespace only.
     *
     * @throws TroubleException if url or role cannot be read, or a Secret or its key is missing
     */
    static ServerAccess read(Cluster cluster, Settings settings, AppDatabaseClass databaseClass) {
        var connection = databaseClass.getSpec().connection();
        var secrets = new ClassLogin(cluster, settings.operatorNamespace());
        return new ServerAccess(
                read(
                        "url",
                        connection.url(),
                        ServerUrl::parse,
                        ", e.g. postgresql://admin:__PASSWORD__@host:5432/database"),
                Optional.ofNullable(connection.passwordSecretRef())
                        .map(key -> secrets.value(key, Reason.PasswordSecretMissing, PASSWORD)),
                Optional.ofNullable(connection.role()).map(role -> read("role", role, Identifier::new, "")),
                authority(cluster, settings, databaseClass),
                Optional.ofNullable(connection.clientCertificateSecretRef()).map(secrets::certificate));
    }

    /** The certificates alone. */
    static Optional<String> authority(Cluster cluster, Settings settings, AppDatabaseClass databaseClass) {
        return Optional.ofNullable(databaseClass.getSpec().connection().caSecretRef())
                .map(key -> new ClassLogin(cluster, settings.operatorNamespace())
                        .value(key, Reason.CaSecretMissing, AUTHORITY));
    }

    private static <T> T read(String field, String text, Function<String, T> parse, String example) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TroubleException(new Trouble(
                    Reason.UrlInvalid,
                    "spec.connection.%s: %s. Correct it%s".formatted(field, e.getMessage(), example),
                    false));
        }
    }

    /** As Secrets of type {@code kubernetes.io/tls} hold it. */
    private ClientCertificate certificate(SecretName reference) {
        Reason reason = Reason.ClientCertificateMissing;
        return new ClientCertificate(
                value(new SecretKey(reference.name(), "tls.crt"), reason, CERTIFICATE),
                value(new SecretKey(reference.name(), "tls.key"), reason, KEY));
    }

    private String value(SecretKey reference, Reason reason, String what) {
        Secret secret = cluster.secret(namespace, reference.name())
                .orElseThrow(() -> missing(
                        reason,
                        "Secret %s/%s with %s does not exist: create it with key '%s'"
                                .formatted(namespace, reference.name(), what, reference.key())));
        Map<String, String> data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        return Optional.ofNullable(data.get(reference.key()))
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), UTF_8))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> missing(
                        reason,
                        "Secret %s/%s has not %s under key '%s': its keys are %s"
                                .formatted(
                                        namespace,
                                        reference.name(),
                                        what,
                                        reference.key(),
                                        new TreeSet<>(data.keySet()))));
    }

    private static TroubleException missing(Reason reason, String message) {
        return new TroubleException(new Trouble(reason, message, false));
    }
}
