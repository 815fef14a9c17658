package dev.appdb.cli.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the folders that a pod's volumes stand for, as the kubelet does. */
final class Volumes {
    private final PodObjects objects;
    private final Map<String, Path> images;
    private final String namespace;

    /** @param images the folder that stands for an image reference */
    Volumes(PodObjects objects, Map<String, Path> images, String namespace) {
        this.objects = objects;
        this.images = images;
        this.namespace = namespace;
    }

    /**
     * Fills {@code empty} with the volume's content, or gives another folder that has it.
     *
     * @throws PodException naming what is missing
     */
    Path materialise(Volume volume, Path empty) throws IOException {
        if (volume.getImage() != null) {
            return image(volume.getImage().getReference());
        }
        if (volume.getEmptyDir() != null) {
            return empty;
        }
        if (volume.getConfigMap() != null) {
            write(
                    empty,
                    configMap(volume.getConfigMap().getName()),
                    volume.getConfigMap().getItems());
        } else if (volume.getSecret() != null) {
            write(
                    empty,
                    secret(volume.getSecret().getSecretName()),
                    volume.getSecret().getItems());
        } else if (volume.getProjected() != null) {
            for (VolumeProjection source : volume.getProjected().getSources()) {
                project(source, volume, empty);
            }
        } else {
            throw unknown(volume);
        }
        return empty;
    }

    private void project(VolumeProjection source, Volume volume, Path to) throws IOException {
        if (source.getConfigMap() != null) {
            write(
                    to,
                    configMap(source.getConfigMap().getName()),
                    source.getConfigMap().getItems());
        } else if (source.getSecret() != null) {
            write(to, secret(source.getSecret().getName()), source.getSecret().getItems());
        } else {
            throw unknown(volume);
        }
    }

    private Path image(String reference) {
        Path folder = images.get(reference);
        if (folder == null) {
            throw new PodException(
                    "nothing stands for the image %s here: say --image %s=FOLDER with the image's content"
                            .formatted(reference, reference));
        }
        return folder;
    }

    private Map<String, byte[]> configMap(String name) {
        ConfigMap found = objects.configMap(namespace, name)
                .orElseThrow(() -> new PodException("ConfigMap %s is not there".formatted(name)));
        Map<String, byte[]> contents = new TreeMap<>();
        orEmpty(found.getData()).forEach((key, text) -> contents.put(key, text.getBytes(UTF_8)));
        orEmpty(found.getBinaryData())
                .forEach((key, base64) -> contents.put(key, Base64.getDecoder().decode(base64)));
        return contents;
    }

    private Map<String, byte[]> secret(String name) {
        Secret found = objects.secret(namespace, name)
                .orElseThrow(() -> new PodException("Secret %s is not there".formatted(name)));
        Map<String, byte[]> contents = new TreeMap<>();
        orEmpty(found.getData())
                .forEach((key, base64) -> contents.put(key, Base64.getDecoder().decode(base64)));
        return contents;
    }

    private static void write(Path folder, Map<String, byte[]> contents, @Nullable List<KeyToPath> items)
            throws IOException {
        if (items == null || items.isEmpty()) {
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return;
        }
        for (KeyToPath item : items) {
            byte[] content = contents.get(item.getKey());
            if (content == null) {
                throw new PodException("a volume names the key %s, which is not there".formatted(item.getKey()));
            }
            Path file = folder.resolve(item.getPath());
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private static PodException unknown(Volume volume) {
        return new PodException("local mode has no volume such as " + volume.getName()
                + ": it knows configMap, secret, projected, image and emptyDir");
    }
}
