package dev.appdb.api.crd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of {@code src/test/resources/crd/<kind>}: a resource, and perhaps what it is changed to. In
 * {@code invalid-*.yaml} the last document must be refused with the message of the first line, {@code # expect: ...}; in
 * {@code valid-*.yaml} all are accepted.
 */
record CrdCase(String name, String expected, List<String> documents) {
    private static final Path CASES = Path.of("src/test/resources/crd");
    private static final String EXPECT = "# expect: ";

    static List<CrdCase> all(String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .map(CrdCase::read)
                    .toList();
        }
    }

    List<GenericKubernetesResource> resources(KubernetesSerialization yaml) {
        return documents.stream()
                .map(document -> yaml.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    private static CrdCase read(Path file) {
        try {
            String text = Files.readString(file);
            String first = text.lines().findFirst().orElse("");
            return new CrdCase(
                    CASES.relativize(file).toString(),
                    first.startsWith(EXPECT) ? first.substring(EXPECT.length()) : "",
                    Arrays.asList(text.split("(?m)^---\n", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
