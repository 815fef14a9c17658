package dev.appdb.migrate.flyway;

import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The scripts as the engine wants to be given them; nothing is looked up on a disk or a class path. */
record MemoryResources(Map<String, String> texts) implements ResourceProvider {

    @Override
    public @Nullable LoadableResource getResource(String path) {
        String text = texts.get(path);
        return text == null ? null : new MemoryResource(path, text);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return texts.entrySet().stream()
                .<LoadableResource>map(entry -> new MemoryResource(entry.getKey(), entry.getValue()))
                .filter(resource -> resource.getFilename().startsWith(prefix))
                .filter(resource -> endsWithOneOf(resource.getFilename(), suffixes))
                .toList();
    }

    private static boolean endsWithOneOf(String name, String[] suffixes) {
        List<String> lower = Arrays.stream(suffixes)
                .map(suffix -> suffix.toLowerCase(Locale.ROOT))
                .toList();
        return lower.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    static final class MemoryResource extends LoadableResource {
        private final String path;
        private final String text;

        MemoryResource(String path, String text) {
            this.path = path;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
