package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ShortOverlapTest {
    private final TestAdmin admin = PostgresServers.newest().createAdmin();

    @Test
    void anOverlapThatEndsWhileTheRotationIsLookedOverIsTheNextLooks() {
        Wanted wanted = Given.withOverlap(Given.wanted(), Duration.ofNanos(1000));
        try (DatabaseServer database = Given.open(admin)) {
            Login old = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();

            Login fresh = database.ensure(wanted, Renewal.of(Kind.APP).keeping(new Identifier(old.user())))
                    .login(Kind.APP)
                    .orElseThrow();

            assertThat(database.ensure(wanted, Renewal.none().keeping(new Identifier(fresh.user())))
                            .changes())
                    .containsExactly(new Change.SetLogin(new Identifier(old.user()), false));
            assertThat(database.accepts(fresh)).isTrue();
            assertThat(database.accepts(old)).isFalse();
            assertThat(Given.isMet(database, wanted)).isTrue();
        }
    }
}
