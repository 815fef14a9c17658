package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.postgresql.Driver;

/** What we write, the libraries that read it must understand. */
final class ConnectionUriTest {
    private static final Map<String, String> PARAMETERS = Map.of("sslmode", "verify-full");

    @Example
    void theyLookAsInTheDocs() {
        assertThat(ConnectionUri.postgresql("db", 5432, "shop", "u", "p@ss,=", PARAMETERS)
                        .text())
                .isEqualTo("postgresql://u:p%40ss%2C%3D@db:5432/shop?sslmode=verify-full");
        assertThat(ConnectionUri.jdbc("::1", 5432, "shop", "u", "p", Map.of()).text())
                .isEqualTo("jdbc:postgresql://[::1]:5432/shop?user=u&password=p");
    }

    @Example
    void thePasswordIsShownToNobody() {
        assertThat(ConnectionUri.jdbc("db", 5432, "shop", "u", "secret", Map.of())
                        .toString())
                .doesNotContain("secret");
    }

    @Property
    void pgjdbcReadsBackEveryPart(
            @ForAll("texts") String database, @ForAll("texts") String user, @ForAll("texts") String password) {
        ConnectionUri uri = ConnectionUri.jdbc("db.example", 6543, database, user, password, PARAMETERS);
        Properties read = Driver.parseURL(uri.text(), new Properties());
        assertThat(read).isNotNull();
        assertThat(read.getProperty("PGHOST")).isEqualTo("db.example");
        assertThat(read.getProperty("PGPORT")).isEqualTo("6543");
        assertThat(read.getProperty("PGDBNAME")).isEqualTo(database);
        assertThat(read.getProperty("user")).isEqualTo(user);
        assertThat(read.getProperty("password")).isEqualTo(password);
        assertThat(read.getProperty("sslmode")).isEqualTo("verify-full");
    }

    @Property
    void javasUriReadsBackEveryPart(
            @ForAll("texts") String database, @ForAll("texts") String user, @ForAll("texts") String password)
            throws URISyntaxException {
        URI uri = new URI(ConnectionUri.postgresql("db.example", 6543, database, user, password, PARAMETERS)
                .text());
        String[] userInfo = uri.getRawUserInfo().split(":", -1);
        assertThat(userInfo).hasSize(2);
        assertThat(URLDecoder.decode(userInfo[0], UTF_8)).isEqualTo(user);
        assertThat(URLDecoder.decode(userInfo[1], UTF_8)).isEqualTo(password);
        assertThat(uri.getHost()).isEqualTo("db.example");
        assertThat(uri.getPort()).isEqualTo(6543);
        assertThat(uri.getPath()).isEqualTo("/" + database);
        assertThat(uri.getQuery()).isEqualTo("sslmode=verify-full");
    }

    @Property
    void aServersUrlReadsBackToo(@ForAll("texts") String database, @ForAll("texts") String user) {
        String text = ConnectionUri.postgresql("db.example", 6543, database, user, "__PASSWORD__", PARAMETERS)
                .text();
        assertThat(ServerUrl.parse(text)).isEqualTo(new ServerUrl("db.example", 6543, database, user, PARAMETERS));
    }

    /** All that has a meaning in some URL, and more. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars(":/?#[]@!$&'()*+,;=%\"\\ <>{}|^`~-._äß€😀".toCharArray())
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }
}
