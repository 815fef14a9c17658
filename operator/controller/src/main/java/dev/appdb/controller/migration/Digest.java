package dev.appdb.controller.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over parts that are kept apart, so that ("ab", "c") and ("a", "bc") differ. */
record Digest(String hex) {

    static Digest of(Object... parts) {
        MessageDigest sha256 = sha256();
        for (Object part : parts) {
            byte[] bytes = text(part).getBytes(UTF_8);
            sha256.update((bytes.length + ":").getBytes(UTF_8));
            sha256.update(bytes);
        }
        return new Digest(HexFormat.of().formatHex(sha256.digest()));
    }

    /** Short enough for a resource's name; 40 bits are plenty within one namespace. */
    String brief() {
        return hex.substring(0, 10);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }

    /** Lists in their order, maps in the order of their keys, each as a digest of its own. */
    private static String text(Object part) {
        return switch (part) {
            case Collection<?> list -> of(list.toArray()).hex();
            case Map<?, ?> map ->
                of(new TreeMap<>(map)
                                .entrySet().stream()
                                        .map(entry -> of(entry.getKey(), entry.getValue()))
                                        .toArray())
                        .hex();
            default -> part.toString();
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
