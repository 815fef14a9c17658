package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What stands in for an image's digest. */
final class ImageDigest {
    private ImageDigest() {}

    static String of(String reference) {
        if (reference.contains("@")) {
            return reference;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(reference.getBytes(UTF_8));
            return reference.replaceFirst(":[^/:]*$", "") + "@sha256:"
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
