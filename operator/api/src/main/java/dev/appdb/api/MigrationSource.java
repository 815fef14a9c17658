package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one of:
 *
 * @param inline files that stand in the resource itself
 * @param configMaps in the same namespace, together one folder; several because each holds at most 1 MiB
 * @param image an OCI artifact or the app's own image, mounted as an image volume
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "[has(self.inline), has(self.configMaps), has(self.image)].filter(given, given).size() == 1",
        message = "source is exactly one of inline, configMaps and image")
@ValidationRule(
        value =
                "!has(self.configMaps) || self.configMaps.all(one, self.configMaps.exists_one(other, other.name == one.name))",
        message = "a ConfigMap is named once")
public record MigrationSource(
        @Nullable Inline inline,
        @Nullable @Size(min = 1, max = 20) List<ConfigMapRef> configMaps,
        @Nullable Image image) {

    /** @param files by name, as {@code V1__init.sql}; at most 200 kB together */
    @ValidationRule(
            value = "self.files.all(name, name.matches('^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$'))",
            message = "a file's name has letters, digits, '_', '.' and '-' only, and is no path")
    @ValidationRule(
            value = "self.files.map(name, size(self.files[name])).sum() <= 200000",
            message = "inline files hold at most 200 kB together: use configMaps or image beyond that")
    public record Inline(@Required @Size(min = 1, max = 200) Map<String, String> files) {}

    /** @param name of the ConfigMap */
    public record ConfigMapRef(
            @Required @Size(min = 1, max = 253) String name) {}

    /**
     * @param reference as in a pod; a tag counts as immutable
     * @param path of the folder within the image; {@code /db} when absent
     * @param pullPolicy as in a pod
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Image(
            @Required @Size(min = 1, max = 1000) @Pattern("^[^\\s]+$")
            String reference,

            @Nullable @Size(max = 255) @Pattern("^/([A-Za-z0-9_-][A-Za-z0-9._-]*/?)*$")
            String path,

            @Nullable PullPolicy pullPolicy) {

        public enum PullPolicy {
            Always,
            IfNotPresent,
            Never
        }
    }
}
