package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorConfigTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "APPDB_IMAGE", "registry.example/appdb:1", "APPDB_CLUSTER_ID", "prod", "APPDB_NAMESPACE", "appdb-system");

    @Test
    void theRestHasDefaults() {
        assertThat(OperatorConfig.fromEnvironment(REQUIRED))
                .isEqualTo(new OperatorConfig(
                        "registry.example/appdb:1", "IfNotPresent", "prod", "appdb-system", Set.of(), 8080, true));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThatThrownBy(() -> OperatorConfig.fromEnvironment(Map.of(
                        "APPDB_CLUSTER_ID", "Not An Id",
                        "APPDB_NAMESPACE", "appdb-system",
                        "APPDB_WATCH_NAMESPACES", "team-a, Team B",
                        "APPDB_IMAGE_PULL_POLICY", "Sometimes",
                        "APPDB_HEALTH_PORT", "65536",
                        "APPDB_LEADER_ELECTION", "perhaps")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        the operator can't start:
                          APPDB_IMAGE is not set; it is the operator's own image
                          APPDB_IMAGE_PULL_POLICY is 'Sometimes'; it is one of Always, IfNotPresent, Never
                          APPDB_CLUSTER_ID is 'Not An Id'; it is a name of at most 20 of a-z, 0-9 and '-', which never changes
                          APPDB_WATCH_NAMESPACES is 'Team B'; it is a list of namespaces
                          APPDB_HEALTH_PORT is '65536'; it is a port, up to 65535
                          APPDB_LEADER_ELECTION is 'perhaps'; it is one of true, false""");
    }
}
