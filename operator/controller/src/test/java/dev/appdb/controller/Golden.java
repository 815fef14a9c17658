package dev.appdb.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Cases as folders of YAML files. {@code -Dgolden.update=true} rewrites what comes out; review it like code. */
public record Golden(Path folder) {

    /** A test for every folder of these resources. */
    public static Stream<DynamicTest> cases(String resources, Consumer<Golden> check) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources").resolve(resources))) {
            List<Path> all = folders.filter(Files::isDirectory).sorted().toList();
            return all.stream()
                    .map(folder -> DynamicTest.dynamicTest(
                            folder.getFileName().toString(), () -> check.accept(new Golden(folder))));
        }
    }

    public <T> T read(String file, Class<T> type) {
        return Serialization.unmarshal(text(file), type);
    }

    public String text(String file) {
        try {
            return Files.readString(folder.resolve(file), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares with the file what came out, as YAML. */
    public void matches(String file, Object actual) {
        Path expectation = folder.resolve(file);
        String yaml = Serialization.asYaml(actual);
        if (Boolean.getBoolean("golden.update")) {
            try {
                Files.writeString(expectation, yaml, UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(expectation)
                .as("%s: -Dgolden.update=true writes it", expectation)
                .exists();
        assertThat(yaml).as(file).isEqualTo(text(file));
    }
}
