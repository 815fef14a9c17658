package dev.appdb.cli.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variables that a container's {@code env} and {@code envFrom} come to. */
final class Environment {
    private final PodObjects objects;
    private final String namespace;

    Environment(PodObjects objects, String namespace) {
        this.objects = objects;
        this.namespace = namespace;
    }

    /** @throws PodException naming the Secret, ConfigMap or key that is missing */
    Map<String, String> of(Container container) {
        Map<String, String> variables = new HashMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
            all(source).forEach((key, value) -> variables.put(prefix + key, value));
        }
        for (EnvVar variable : container.getEnv()) {
            variables.put(
                    variable.getName(),
                    variable.getValueFrom() == null
                            ? Objects.requireNonNullElse(variable.getValue(), "")
                            : one(variable.getName(), variable.getValueFrom()));
        }
        return variables;
    }

    private Map<String, String> all(EnvFromSource source) {
        return source.getSecretRef() != null
                ? secret(source.getSecretRef().getName())
                : configMap(source.getConfigMapRef().getName());
    }

    private String one(String name, EnvVarSource source) {
        Map<String, String> found;
        String key;
        if (source.getSecretKeyRef() != null) {
            found = secret(source.getSecretKeyRef().getName());
            key = source.getSecretKeyRef().getKey();
        } else if (source.getConfigMapKeyRef() != null) {
            found = configMap(source.getConfigMapKeyRef().getName());
            key = source.getConfigMapKeyRef().getKey();
        } else {
            throw new PodException("local mode has no such source of the variable " + name
                    + ": it knows secretKeyRef and configMapKeyRef");
        }
        return Optional.ofNullable(found.get(key))
                .orElseThrow(() ->
                        new PodException("the variable %s needs the key %s, which is not there".formatted(name, key)));
    }

    private Map<String, String> secret(String name) {
        Secret found = objects.secret(namespace, name)
                .orElseThrow(() -> new PodException("Secret %s is not there".formatted(name)));
        Map<String, String> texts = new HashMap<>();
        orEmpty(found.getData())
                .forEach((key, base64) ->
                        texts.put(key, new String(Base64.getDecoder().decode(base64), UTF_8)));
        return texts;
    }

    private Map<String, String> configMap(String name) {
        ConfigMap found = objects.configMap(namespace, name)
                .orElseThrow(() -> new PodException("ConfigMap %s is not there".formatted(name)));
        return orEmpty(found.getData());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
