package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of two logins gets the new password. */
final class NewPasswordsTest {
    private static final TenantNames NAMES = TenantNames.of(new TenantKey("shop", "orders"));
    private static final Identifier A = NAMES.login(Kind.APP, 'a');
    private static final Identifier B = NAMES.login(Kind.APP, 'b');
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");

    @Test
    void aFreshTenantStartsWithSlotA() {
        assertThat(chosen(Map.of(), Set.of())).isEqualTo(A);
    }

    @Test
    void theOneThatNeverHadAPasswordGoesFirst() {
        assertThat(chosen(Map.of(A, LATE), Set.of())).isEqualTo(B);
    }

    @Test
    void theOlderPasswordIsReplaced() {
        assertThat(chosen(Map.of(A, EARLY, B, LATE), Set.of())).isEqualTo(A);
        assertThat(chosen(Map.of(A, LATE, B, EARLY), Set.of())).isEqualTo(B);
    }

    @Test
    void aLoginInUseIsLeftAloneThoughItsPasswordIsOlder() {
        assertThat(chosen(Map.of(A, EARLY, B, LATE), Set.of(A))).isEqualTo(B);
    }

    @Test
    void ofTwoInUseTheOlderIsReplaced() {
        assertThat(chosen(Map.of(A, EARLY, B, LATE), Set.of(A, B))).isEqualTo(A);
    }

    private static Identifier chosen(Map<Identifier, Instant> passwordSet, Set<Identifier> inUse) {
        Snapshot seen = new Snapshot(
                NAMES,
                false,
                LATE,
                Map.of(),
                Set.of(),
                Optional.empty(),
                passwordSet,
                Optional.empty(),
                new Rights(Set.of(), Set.of()),
                false);
        NewPasswords passwords = NewPasswords.of(seen, inUse, Set.of(Kind.APP));
        assertThat(passwords.changes()).hasSize(2);
        return new Identifier(
                passwords.logins().getOrDefault(Kind.APP, new Login("", "")).user());
    }
}
