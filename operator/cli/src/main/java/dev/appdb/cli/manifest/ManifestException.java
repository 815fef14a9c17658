package dev.appdb.cli.manifest;

/** A manifest is wrong; the message names the file and what to change. */
public final class ManifestException extends RuntimeException {
    ManifestException(String message) {
        super(message);
    }
}
