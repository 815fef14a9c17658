package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

        assertThat(rights(chart, Set.of("ClusterRole"))).isEqualTo(rights(tests, Set.of("ClusterRole")));
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
                .map(document -> Serialization.unmarshal(document, Map.class))
                .filter(document -> kinds.contains(String.valueOf(document.get("kind"))))
                .flatMap(document -> ((List<?>) document.get("rules")).stream())
                .map(rule -> Serialization.unmarshal(Serialization.asYaml(rule), PolicyRule.class))
                .flatMap(RightsTest::rights)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> rights(PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> group + "/" + resource))
                .map(resource -> resource + " " + rule.getResourceNames())
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource));
    }
}
