package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tests run the operator with the rights of {@code rbac.yaml}, users with those of the chart. */
class RightsTest {
    private static final Path CHART = Path.of("../../charts/appdb-operator/templates/operator-rbac.yaml");

    @Test
    void theChartGivesTheRightsThatTheTestsRunWithAndNoOthers() throws IOException {
        String chart = Files.readAllLines(CHART).stream()
                .filter(line -> !line.contains("{{"))
                .collect(Collectors.joining("\n"));
        String tests = tests();

        assertThat(rights(chart, Set.of("ClusterRole")))
                .contains("get apiextensions.k8s.io/customresourcedefinitions [appdatabases.appdb.dev]")
                .isEqualTo(rights(tests, Set.of("ClusterRole")));
        assertThat(rights(chart, Set.of("ClusterRole", "Role")))
                .isEqualTo(rights(tests, Set.of("ClusterRole", "Role")));
    }

    private static String tests() throws IOException {
        try (InputStream yaml = RightsTest.class.getResourceAsStream("rbac.yaml")) {
            return new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One line for each verb on each resource. */
    private static Set<String> rights(String yaml, Set<String> kinds) {
        return Arrays.stream(yaml.split("(?m)^---$", -1))
                .map(document -> Serialization.unmarshal(document, Document.class))
                .filter(document -> kinds.contains(document.kind()))
                .flatMap(document -> document.rules().stream())
                .flatMap(RightsTest::rights)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Document(String kind, List<PolicyRule> rules) {
        @JsonCreator
        static Document of(@JsonProperty("kind") String kind, @JsonProperty("rules") @Nullable List<PolicyRule> rules) {
            return new Document(kind, rules == null ? List.of() : rules);
        }
    }

    private static Stream<String> rights(PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> group + "/" + resource))
                .map(resource -> resource + " " + rule.getResourceNames())
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource));
    }
}
