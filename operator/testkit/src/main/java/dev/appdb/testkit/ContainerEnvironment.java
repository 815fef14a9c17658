package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The variables of a container: what {@code envFrom} brings, then {@code env}, which may refer to earlier ones. */
record ContainerEnvironment(PodConfig config, PodFields fields) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\)");

    Map<String, String> of(Container container) throws NotYet {
        var env = new LinkedHashMap<String, String>();
        for (EnvFromSource source : container.getEnvFrom()) {
            String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
            data(source).forEach((key, value) -> env.put(prefix + key, new String(value, UTF_8)));
        }
        for (EnvVar variable : container.getEnv()) {
            Optional<String> value = variable.getValueFrom() == null
                    ? Optional.of(expand(Objects.requireNonNullElse(variable.getValue(), ""), env))
                    : referred(variable.getValueFrom());
            value.ifPresent(text -> env.put(variable.getName(), text));
        }
        return env;
    }

    /** {@code $(NAME)} becomes the variable's value if there is one; {@code $$} becomes {@code $}. */
    static String expand(String text, Map<String, String> env) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, env)));
    }

    private static String value(MatchResult found, Map<String, String> env) {
        return found.group(1) == null ? "$" : env.getOrDefault(found.group(1), found.group());
    }

    private Map<String, byte[]> data(EnvFromSource source) throws NotYet {
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            return found(
                    config.secret(name), "secret", name, source.getSecretRef().getOptional());
        }
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            return found(
                    config.configMap(name),
                    "configmap",
                    name,
                    source.getConfigMapRef().getOptional());
        }
        return Map.of();
    }

    private Optional<String> referred(EnvVarSource source) throws NotYet {
        if (source.getSecretKeyRef() != null) {
            var ref = source.getSecretKeyRef();
            return key(config.secret(ref.getName()), "secret", ref.getName(), ref.getKey(), ref.getOptional());
        }
        if (source.getConfigMapKeyRef() != null) {
            var ref = source.getConfigMapKeyRef();
            return key(config.configMap(ref.getName()), "configmap", ref.getName(), ref.getKey(), ref.getOptional());
        }
        if (source.getFieldRef() != null) {
            return Optional.of(fields.value(source.getFieldRef().getFieldPath()));
        }
        throw NotYet.unsupported("resource fields as variables");
    }

    private static Optional<String> key(
            Optional<Map<String, byte[]>> data, String kind, String name, String key, @Nullable Boolean optional)
            throws NotYet {
        byte[] value = found(data, kind, name, optional).get(key);
        if (value == null && !Objects.requireNonNullElse(optional, false)) {
            throw NotYet.config("couldn't find key " + key + " in " + kind + " " + name);
        }
        return Optional.ofNullable(value).map(bytes -> new String(bytes, UTF_8));
    }

    private static Map<String, byte[]> found(
            Optional<Map<String, byte[]>> data, String kind, String name, @Nullable Boolean optional) throws NotYet {
        if (data.isEmpty() && !Objects.requireNonNullElse(optional, false)) {
            throw NotYet.config(kind + " \"" + name + "\" not found");
        }
        return data.orElse(Map.of());
    }
}
