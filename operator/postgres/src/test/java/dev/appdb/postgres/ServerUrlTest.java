package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerUrlTest {

    @Test
    void theUsualFormIsRead() {
        assertThat(ServerUrl.parse(
                        "postgresql://adm%40in:__PASSWORD__@db.example:6432/a+b?sslmode=require&connect_timeout=3"))
                .isEqualTo(new ServerUrl(
                        "db.example", 6432, "a+b", "adm@in", Map.of("sslmode", "require", "connect_timeout", "3")));
    }

    @ParameterizedTest
    @CsvSource({"postgres://admin@db/app, db, 5432", "postgresql://admin:__PASSWORD__@[fd00::1]:5433/app, fd00::1, 5433"
    })
    void passwordPortAndParametersMayBeLeftOut(String url, String host, int port) {
        assertThat(ServerUrl.parse(url)).isEqualTo(new ServerUrl(host, port, "app", "admin", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://admin@db/app | does not start with postgresql://",
                "postgresql://db/app | user",
                "postgresql://admin@db | database",
                "postgresql://admin@db/ | database",
                "postgresql://admin@db:99999/app | port",
                "postgresql://admin@one,two/app | one host",
                "postgresql://admin@db/app?sslmod=require | 'sslmod' of the server's URL is not one of sslmode",
                "postgresql://admin@db/app?sslmode=verify | 'verify', not one of disable|allow",
                "postgresql://admin@db/app?socketFactory=evil.Class | 'socketFactory'",
                "postgresql://admin@db/app?options=a&options=b | twice",
                "postgresql://admin@db/a b | percent-encoding, at index 23"
            })
    void whatIsWrongIsSaid(String url, String message) {
        assertThatThrownBy(() -> ServerUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://admin:hunter2@db/app", "postgresql://admin:hunter2@db /app"})
    void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> ServerUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
