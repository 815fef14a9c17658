package dev.appdb.cli.local;

import dev.appdb.api.AppDb;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * The connection Secrets as a pod would have them mounted, a file for each key, readable by this user alone: what an app
 * on this machine connects with. A password is never printed.
 */
final class SecretFiles {
    private static final FileAttribute<?> FOR_ME =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> MINE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;

    SecretFiles(Path root) {
        this.root = root;
    }

    /** The folder of a Secret. */
    Path of(String namespace, String name) {
        return root.resolve(namespace).resolve(name);
    }

    void write(Iterable<Secret> secrets) {
        for (Secret secret : secrets) {
            if (isOurs(secret)) {
                write(secret);
            }
        }
    }

    private void write(Secret secret) {
        Path folder =
                of(secret.getMetadata().getNamespace(), secret.getMetadata().getName());
        try {
            Files.createDirectories(folder, FOR_ME);
            for (Map.Entry<String, String> key : secret.getData().entrySet()) {
                Path file = folder.resolve(key.getKey());
                byte[] value = Base64.getDecoder().decode(key.getValue());
                if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), value)) {
                    Path unfinished = Files.createTempFile(folder, ".", "", MINE);
                    Files.write(unfinished, value);
                    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the Secret to " + folder, e);
        }
    }

    private static boolean isOurs(Secret secret) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        return labels != null && AppDb.MANAGER.equals(labels.get(AppDb.MANAGED_BY)) && secret.getData() != null;
    }
}
