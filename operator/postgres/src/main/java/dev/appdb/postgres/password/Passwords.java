package dev.appdb.postgres.password;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Makes passwords that need no escaping anywhere: in a URI, a properties file, a shell or a .pgpass. */
public final class Passwords {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** 190 random bits. */
    public static String random() {
        return RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(index -> ALPHABET.substring(index, index + 1))
                .collect(Collectors.joining());
    }
}
