package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a class's database is and who its admin is: {@code postgresql://user:__PASSWORD__@host:port/db?sslmode=...}.
 * The password is never part of it.
 *
 * @param parameters as libpq calls them; only those that {@link UrlParameter} knows
 */
public record ServerUrl(String host, int port, String database, String user, Map<String, String> parameters) {
    private static final String PLACEHOLDER = "__PASSWORD__";
    private static final int DEFAULT_PORT = 5432;

    public ServerUrl {
        parameters = Map.copyOf(parameters);
        parameters.forEach(UrlParameter::check);
        if (host.isEmpty() || database.isEmpty() || user.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("host, port, database and user are all needed in the server's URL");
        }
    }

    /**
     * @throws IllegalArgumentException saying what is wrong, without repeating the URL: a password may be in it
     */
    public static ServerUrl parse(String url) {
        URI uri = uri(url);
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw new IllegalArgumentException("the server's URL does not start with postgresql://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("the server's URL needs one host: postgresql://user@host:port/database");
        }
        return new ServerUrl(
                uri.getHost().replaceAll("^\\[|\\]$", ""),
                uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort(),
                decode(Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "")),
                user(Optional.ofNullable(uri.getRawUserInfo()).orElse("")),
                parameters(Optional.ofNullable(uri.getRawQuery()).orElse("")));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException("the server's URL has a character that needs percent-encoding, at index "
                    + wrong.getIndex() + ": " + wrong.getReason());
        }
    }

    private static String user(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon >= 0 && !userInfo.substring(colon + 1).equals(PLACEHOLDER)) {
            throw new IllegalArgumentException(
                    "the password belongs into the Secret; in the server's URL write " + PLACEHOLDER + " or nothing");
        }
        return decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Arrays.stream(query.split("&", -1)).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("parameter " + name + " is twice in the server's URL");
            }
        });
        return parameters;
    }

    /** A '+' stands for itself in a URI; {@link URLDecoder} is made for forms. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
