package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The volumes of one pod, as directories. */
final class PodVolumes {
    private final KubernetesClient client;
    private final Pod pod;
    private final PodFields fields;
    private final PodConfig config;
    private final Path home;
    private final Map<String, Path> images;

    PodVolumes(KubernetesClient client, Pod pod, PodFields fields, Path home, Map<String, Path> images) {
        this.client = client;
        this.pod = pod;
        this.fields = fields;
        this.config = new PodConfig(client, pod.getMetadata().getNamespace());
        this.home = home;
        this.images = images;
    }

    /** Makes all volumes but images, which are pulled for the container that mounts them. */
    void prepare() throws NotYet, IOException {
        for (Volume volume : pod.getSpec().getVolumes()) {
            Path directory = home.resolve(volume.getName());
            if (volume.getImage() == null && !Files.exists(directory)) {
                make(volume, directory);
            }
        }
    }

    /** Where the mounted volume (or the part of it) really is. */
    Path of(VolumeMount mount) throws NotYet {
        Volume volume = volume(mount);
        Path directory = home.resolve(volume.getName());
        if (volume.getImage() != null) {
            String reference = volume.getImage().getReference();
            directory = Optional.ofNullable(images.get(reference)).orElseThrow(() -> NotYet.image(reference));
        } else if (volume.getHostPath() != null) {
            directory = Path.of(volume.getHostPath().getPath());
        }
        return mount.getSubPath() == null ? directory : directory.resolve(mount.getSubPath());
    }

    private Volume volume(VolumeMount mount) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the API server let a mount of no volume pass: " + mount));
    }

    private void make(Volume volume, Path directory) throws NotYet, IOException {
        String name = volume.getName();
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            VolumeFiles.write(directory, configMap(name, source.getName(), source.getItems(), source.getOptional()));
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            VolumeFiles.write(directory, secret(name, source.getSecretName(), source.getItems(), source.getOptional()));
        } else if (volume.getProjected() != null) {
            var files = new TreeMap<String, byte[]>();
            for (VolumeProjection part : volume.getProjected().getSources()) {
                files.putAll(projected(name, part));
            }
            VolumeFiles.write(directory, files);
        } else if (volume.getEmptyDir() != null || volume.getHostPath() != null) {
            Files.createDirectories(directory);
        } else {
            throw NotYet.unsupported("the volume " + name);
        }
    }

    private SortedMap<String, byte[]> projected(String volume, VolumeProjection part) throws NotYet {
        if (part.getConfigMap() != null) {
            var source = part.getConfigMap();
            return configMap(volume, source.getName(), source.getItems(), source.getOptional());
        }
        if (part.getSecret() != null) {
            var source = part.getSecret();
            return secret(volume, source.getName(), source.getItems(), source.getOptional());
        }
        var files = new TreeMap<String, byte[]>();
        if (part.getDownwardAPI() != null) {
            for (var item : part.getDownwardAPI().getItems()) {
                if (item.getFieldRef() == null) {
                    throw NotYet.unsupported("resource fields in the volume " + volume);
                }
                String value = fields.value(item.getFieldRef().getFieldPath());
                files.put(item.getPath(), value.getBytes(UTF_8));
            }
        } else if (part.getServiceAccountToken() != null) {
            var source = part.getServiceAccountToken();
            files.put(source.getPath(), token(source.getAudience()).getBytes(UTF_8));
        } else {
            throw NotYet.unsupported("a projection in the volume " + volume);
        }
        return files;
    }

    private SortedMap<String, byte[]> configMap(
            String volume, String name, List<KeyToPath> items, @Nullable Boolean optional) throws NotYet {
        return files(volume, "configmap \"" + name + "\"", config.configMap(name), items, optional);
    }

    private SortedMap<String, byte[]> secret(
            String volume, String name, List<KeyToPath> items, @Nullable Boolean optional) throws NotYet {
        return files(volume, "secret \"" + name + "\"", config.secret(name), items, optional);
    }

    private static SortedMap<String, byte[]> files(
            String volume,
            String source,
            Optional<Map<String, byte[]>> data,
            List<KeyToPath> items,
            @Nullable Boolean optional)
            throws NotYet {
        boolean required = !Objects.requireNonNullElse(optional, false);
        if (data.isEmpty() && required) {
            throw NotYet.mount(volume, source + " not found");
        }
        Map<String, byte[]> found = data.orElse(Map.of());
        if (items.isEmpty()) {
            return new TreeMap<>(found);
        }
        var files = new TreeMap<String, byte[]>();
        for (KeyToPath item : items) {
            byte[] content = found.get(item.getKey());
            if (content != null) {
                files.put(item.getPath(), content);
            } else if (required) {
                throw NotYet.mount(volume, source + " references non-existent config key: " + item.getKey());
            }
        }
        return files;
    }

    private String token(@Nullable String audience) throws NotYet {
        String account = fields.value("spec.serviceAccountName");
        var request = new TokenRequestBuilder().withNewSpec();
        if (audience != null && !audience.isEmpty()) {
            request.withAudiences(audience);
        }
        return client.serviceAccounts()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(account)
                .tokenRequest(request.endSpec().build())
                .getStatus()
                .getToken();
    }
}
