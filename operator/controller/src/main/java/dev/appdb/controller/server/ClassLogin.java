package dev.appdb.controller.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.SecretKey;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.ServerAccess;
import dev.appdb.postgres.ServerUrl;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a class's admin logs in, as the class and its Secrets say now. */
record ClassLogin(ServerUrl url, Optional<String> password, Optional<String> caPem) {

    /**
     * Reads the Secrets, in the operator's own namespace only.
     *
     * @throws TroubleException if the url cannot be read or a Secret or its key is missing
     */
    static ClassLogin read(Cluster cluster, Settings settings, AppDatabaseClass databaseClass) {
        var connection = databaseClass.getSpec().connection();
        var secrets = new ClassSecrets(cluster, settings.operatorNamespace());
        return new ClassLogin(
                url(connection.url()),
                secrets.value(connection.passwordSecretRef(), Reason.PasswordSecretMissing, "the admin's password"),
                secrets.value(connection.caSecretRef(), Reason.CaSecretMissing, "the certificate authority"));
    }

    ServerAccess access() {
        return new ServerAccess(url, password, Optional.empty(), caPem, Optional.empty());
    }

    private static ServerUrl url(String text) {
        try {
            return ServerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TroubleException(new Trouble(
                    Reason.UrlInvalid,
                    "spec.connection.url: %s. Correct it, e.g. postgresql://admin:__PASSWORD__@host:5432/database"
                            .formatted(e.getMessage()),
                    false));
        }
    }

    private record ClassSecrets(Cluster cluster, String namespace) {
        Optional<String> value(@Nullable SecretKey reference, Reason reason, String what) {
            return reference == null ? Optional.empty() : Optional.of(required(reference, reason, what));
        }

        private String required(SecretKey reference, Reason reason, String what) {
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
                            "Secret %s/%s has no %s under key '%s': its keys are %s"
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

    @Override
    public String toString() {
        return "ClassLogin[url=" + url + ", password hidden]";
    }
}
