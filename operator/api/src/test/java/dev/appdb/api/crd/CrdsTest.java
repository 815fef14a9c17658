package dev.appdb.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code make crds} runs this with {@code -Dgolden.update=true}, which writes instead of comparing. */
class CrdsTest {
    private static final Path CRDS = Path.of("../../crds");

    @TestFactory
    java.util.stream.Stream<DynamicTest> checkedInCrdsAreWhatTheTypesGenerate() throws IOException {
        Map<String, String> generated = new Crds(Path.of("src/main/java/dev/appdb/api")).generate();
        assertThat(generated).hasSize(3);
        return generated.entrySet().stream()
                .map(crd -> DynamicTest.dynamicTest(crd.getKey(), () -> {
                    Path file = CRDS.resolve(crd.getKey());
                    if (Boolean.getBoolean("golden.update")) {
                        Files.writeString(file, crd.getValue());
                    }
                    assertThat(file)
                            .as("run 'make crds' and review the difference")
                            .hasContent(crd.getValue());
                }));
    }
}
