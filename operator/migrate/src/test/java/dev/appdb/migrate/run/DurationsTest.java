package dev.appdb.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.migrate.exchange.FailedRun;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    /** The CRD's pattern lets all but the last of these through to the runner. */
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "1d, P1D",
        "1m500ms, PT1M0.5S",
        "5min, PT5M"
    })
    void whatTheResourcesAcceptTheRunnerReads(String text, Duration meant) {
        assertThat(Durations.of("execution.lockTimeout", text)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "1h 30m", "-5s", "s", "1.5s", "5s;"})
    void anythingElseIsRefusedByItsFieldsName(String text) {
        assertThatThrownBy(() -> Durations.of("execution.lockTimeout", text))
                .isInstanceOfSatisfying(
                        FailedRun.class, refused -> assertThat(refused.failure().sentence())
                                .contains("execution.lockTimeout '%s' is not a duration".formatted(text)));
    }
}
