package dev.appdb.controller.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an installation decides, read from the environment.
 *
 * @param image of the Jobs that migrate: {@code APPDB_IMAGE}
 * @param imagePullPolicy of that image: {@code APPDB_IMAGE_PULL_POLICY}, {@code IfNotPresent} when absent
 * @param clusterId part of every mark in the servers: {@code APPDB_CLUSTER_ID}
 * @param namespace where the operator and its admins' Secrets are: {@code APPDB_NAMESPACE}
 * @param watchNamespaces {@code APPDB_WATCH_NAMESPACES}, separated by commas; all of them if empty
 * @param healthPort of /healthz, /readyz and /metrics: {@code APPDB_HEALTH_PORT}, 8080 when absent; 0 takes a free one
 * @param leaderElection {@code APPDB_LEADER_ELECTION}, true when absent
 */
public record OperatorConfig(
        String image,
        String imagePullPolicy,
        String clusterId,
        String namespace,
        Set<String> watchNamespaces,
        int healthPort,
        boolean leaderElection) {

    private static final String CLUSTER_ID = "[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?";
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    /**
     * @throws IllegalArgumentException naming every problem at once
     */
    public static OperatorConfig fromEnvironment(Map<String, String> environment) {
        var variables = new Variables(environment);
        var config = new OperatorConfig(
                variables.required("APPDB_IMAGE", "[^\\s]+", "the operator's own image"),
                variables.matching("APPDB_IMAGE_PULL_POLICY", "IfNotPresent", "Always|IfNotPresent|Never"),
                variables.required(
                        "APPDB_CLUSTER_ID",
                        CLUSTER_ID,
                        "a name of at most 20 of a-z, 0-9 and '-', which never changes"),
                variables.required("APPDB_NAMESPACE", NAME, "the namespace that the operator runs in"),
                variables.names("APPDB_WATCH_NAMESPACES"),
                variables.port("APPDB_HEALTH_PORT", 8080),
                Boolean.parseBoolean(variables.matching("APPDB_LEADER_ELECTION", "true", "true|false")));
        variables.fail();
        return config;
    }

    private static final class Variables {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Variables(Map<String, String> environment) {
            this.environment = environment;
        }

        String required(String name, String pattern, String what) {
            return checked(name, value(name).orElse(""), pattern, "is " + what);
        }

        String matching(String name, String otherwise, String pattern) {
            return checked(name, value(name).orElse(otherwise), pattern, "is one of " + pattern.replace("|", ", "));
        }

        Set<String> names(String name) {
            return Arrays.stream(value(name).orElse("").split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(part -> checked(name, part, NAME, "is a list of namespaces"))
                    .collect(Collectors.toUnmodifiableSet());
        }

        int port(String name, int otherwise) {
            String upTo65535 = "[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";
            String text = value(name).orElse(Integer.toString(otherwise));
            if (text.matches(upTo65535)) {
                return Integer.parseInt(text);
            }
            problems.add("%s is '%s'; it is a port, up to 65535".formatted(name, text));
            return otherwise;
        }

        void fail() {
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("the operator can't start:\n  " + String.join("\n  ", problems));
            }
        }

        private String checked(String name, String value, String pattern, String meaning) {
            if (!value.matches(pattern)) {
                String is = value.isEmpty() ? "is not set" : "is '%s'".formatted(value);
                problems.add("%s %s; it %s".formatted(name, is, meaning));
            }
            return value;
        }

        private Optional<String> value(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
        }
    }
}
