package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorTest {
    private final Installation installation = Installation.shared();

    @Test
    void itTellsThatItIsAliveAndReadyAndWhatItDoes() {
        assertThat(installation.get("/healthz")).isEqualTo("200\nok\n");
        assertThat(installation.get("/readyz")).isEqualTo("200\nok\n");
        assertThat(installation.get("/metrics")).contains("operator_sdk_", "jvm_memory_used_bytes");
    }

    @Test
    void itHoldsTheLease() {
        var lease = installation
                .client()
                .leases()
                .inNamespace(installation.namespace())
                .withName("appdb-operator");

        Installation.await("the Lease")
                .until(() -> lease.get() != null && lease.get().getSpec().getHolderIdentity() != null);
    }
}
