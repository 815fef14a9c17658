package dev.appdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppdbTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                        | which command?",
                "lcal                                      | Unmatched argument at index 0: 'lcal'",
                "local                                     | which command of appdb local?",
                "local up                                  | Missing required option: '--filename",
                "local up -f /nowhere                      | there is no file or folder /nowhere",
                "local up -f . --timeout=soon              | not a duration such as 30s or 1h30m: soon",
                "gate --migration=shop                     | --files=DIR | --image=REFERENCE | --version=VERSION",
                "gate --migration=shop --files=a --image=b | mutually exclusive"
            })
    void wrongUsageExitsWithTwoAndSaysWhatIsWrongInOneLine(String line, String said) {
        Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(said.strip()).doesNotContain("\tat ", "Exception");
        assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "local up --help", "local demo --help", "gate --help", "operator -h", "run -h"})
    void everyCommandExplainsItself(String line) {
        Run run = Run.of(line.split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: appdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "local up --help", "local demo --help", "gate --help"})
    void helpHasExamplesAndExitCodes(String line) {
        assertThat(Run.of(line.split(" ", -1)).out())
                .contains("Example")
                .containsPattern("Exit codes|appdb local demo");
    }

    @Test
    void aManifestThatIsNoYamlIsNamedWithItsLine(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("database.yaml"), "kind: AppDatabase\nmetadata: {name: shop\n");

        Run run = Run.of("local", "up", "-f", directory.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("database.yaml:2: ", "expected ',' or '}'");
    }

    @Test
    void versionIsTold() {
        assertThat(Run.of("version").out()).startsWith("appdb ");
    }
}
