package dev.appdb.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters that a class's URL may have, by libpq's names. pgjdbc would ignore a misspelt one silently, and some of
 * its own name classes to load, so everything else is refused.
 */
enum UrlParameter {
    SSLMODE("sslmode", "disable|allow|prefer|require|verify-ca|verify-full"),
    SSLNEGOTIATION("sslNegotiation", "postgres|direct"),
    GSSENCMODE("gssEncMode", "disable|prefer|require"),
    CHANNEL_BINDING("channelBinding", "disable|prefer|require"),
    CONNECT_TIMEOUT("connectTimeout", "[0-9]{1,6}"),
    APPLICATION_NAME("ApplicationName", ".*"),
    OPTIONS("options", ".*");

    private final String property;
    private final Pattern values;

    UrlParameter(String property, String values) {
        this.property = property;
        this.values = Pattern.compile(values);
    }

    static void check(String name, String value) {
        UrlParameter parameter = of(name);
        if (!parameter.values.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "parameter %s of the server's URL is '%s', not one of %s".formatted(name, value, parameter.values));
        }
    }

    static void set(Properties properties, String name, String value) {
        properties.setProperty(of(name).property, value);
    }

    private static UrlParameter of(String name) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.libpqName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "parameter '%s' of the server's URL is not one of %s".formatted(name, names())));
    }

    private String libpqName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String names() {
        return Arrays.stream(values()).map(UrlParameter::libpqName).collect(Collectors.joining(", "));
    }
}
