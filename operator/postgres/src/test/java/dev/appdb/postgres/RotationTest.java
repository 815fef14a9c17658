package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of two logins gets the new password, and which may log in. */
final class RotationTest {
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant NOW = LATE.plusSeconds(3600);
    private static final Duration OVER = Duration.ofMinutes(30);
    private static final Duration ON = Duration.ofHours(2);
    private static final Wanted WANTED =
            Given.wanted(Given.mark("c", "shop", "orders"), AppAccess.READ_WRITE, false, Limits.none());
    private static final Identifier A = WANTED.names().login(Kind.APP, 'a');
    private static final Identifier B = WANTED.names().login(Kind.APP, 'b');

    @Test
    void aFreshTenantStartsWithSlotA() {
        assertThat(lost(Map.of(), Set.of())).isEqualTo(A);
    }

    @Test
    void theOneThatNeverHadAPasswordGoesFirst() {
        assertThat(lost(Map.of(A, LATE), Set.of())).isEqualTo(B);
    }

    @Test
    void theOlderPasswordIsReplaced() {
        assertThat(lost(Map.of(A, EARLY, B, LATE), Set.of())).isEqualTo(A);
        assertThat(lost(Map.of(A, LATE, B, EARLY), Set.of())).isEqualTo(B);
    }

    @Test
    void aLoginInUseIsLeftAloneThoughItsPasswordIsOlder() {
        assertThat(lost(Map.of(A, EARLY, B, LATE), Set.of(A))).isEqualTo(B);
    }

    @Test
    void ofTwoInUseTheOlderIsReplaced() {
        assertThat(lost(Map.of(A, EARLY, B, LATE), Set.of(A, B))).isEqualTo(A);
    }

    @Test
    void aLoginOfASecretThatWorksIsNotReplacedThoughNobodyUsesItAndItIsOlder() {
        Rotation rotation = rotation(
                Map.of(A, EARLY, B, LATE), Set.of(B), OVER, Renewal.of(Kind.APP).keeping(A));
        assertThat(rotation.renewed()).containsEntry(Kind.APP, B);
    }

    @Test
    void bothLoginsOfAKindCannotBeKeptAndRenewed() {
        assertThatThrownBy(() -> new Ensure(WANTED, Renewal.of(Kind.APP).keeping(A, B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APP");
    }

    @Test
    void aRotationWaitsForTheOverlapOfTheOneBefore() {
        Map<Identifier, Instant> stamps = Map.of(A, EARLY, B, LATE);
        Renewal renewal = Renewal.of(Kind.APP).keeping(B);

        Rotation early = rotation(stamps, Set.of(), ON, renewal);
        assertThat(early.renewed()).doesNotContainKey(Kind.APP);
        assertThat(early.waiting()).containsEntry(Kind.APP, LATE.plus(ON));
        assertThat(rotation(stamps, Set.of(), OVER, renewal).renewed()).containsEntry(Kind.APP, A);
    }

    @Test
    void aRotationThatNeverReachedItsSecretIsTakenUpAgain() {
        Map<Identifier, Instant> stamps = Map.of(A, EARLY, B, LATE);
        for (Renewal renewal :
                Set.of(Renewal.none().keeping(A), Renewal.of(Kind.APP).keeping(A))) {
            Rotation rotation = rotation(stamps, Set.of(), ON, renewal);
            assertThat(rotation.renewed()).containsEntry(Kind.APP, B);
            assertThat(rotation.passwordSet()).containsEntry(B, NOW).containsEntry(A, EARLY);
        }
    }

    @Test
    void aWorkingLoginWhoseStampWasRemovedIsStampedAndNotReplaced() {
        Rotation rotation =
                rotation(Map.of(B, EARLY), Set.of(), ON, Renewal.none().keeping(A));
        assertThat(rotation.renewed()).doesNotContainKey(Kind.APP);
        assertThat(rotation.passwordSet()).containsEntry(A, NOW).containsEntry(B, EARLY);
    }

    @Test
    void aNewLoginIsTheCurrentOneThoughTheServersClockWentBack() {
        Instant future = NOW.plusSeconds(500);
        Rotation rotation = rotation(Map.of(A, future, B, EARLY), Set.of(), Duration.ZERO, Renewal.of(Kind.APP));
        assertThat(WANTED.current(Kind.APP, rotation.passwordSet())).contains(B);
    }

    @Test
    void theLoginBeforeMayLogInUntilTheOverlapEnds() {
        Map<Identifier, Instant> stamps = Map.of(A, LATE, B, EARLY);
        assertThat(open(stamps, LATE)).containsExactlyInAnyOrder(A, B);
        assertThat(open(stamps, LATE.plus(WANTED.overlap()).minusMillis(1))).containsExactlyInAnyOrder(A, B);
        assertThat(open(stamps, LATE.plus(WANTED.overlap()))).containsExactly(A);
    }

    @Test
    void aLoginWithoutAPasswordMayNotLogIn() {
        assertThat(open(Map.of(B, LATE), LATE)).containsExactly(B);
        assertThat(open(Map.of(), LATE)).isEmpty();
    }

    private static Set<Identifier> open(Map<Identifier, Instant> stamps, Instant now) {
        Map<Identifier, Role> roles = new HashMap<>(WANTED.tenant(stamps, now).roles());
        roles.values().removeIf(role -> !role.login());
        return roles.keySet();
    }

    /** What a kind gets whose Secret is lost. */
    private static Identifier lost(Map<Identifier, Instant> passwordSet, Set<Identifier> inUse) {
        return Optional.ofNullable(rotation(passwordSet, inUse, ON, Renewal.of(Kind.APP))
                        .renewed()
                        .get(Kind.APP))
                .orElseThrow();
    }

    private static Rotation rotation(
            Map<Identifier, Instant> passwordSet, Set<Identifier> inUse, Duration overlap, Renewal renewal) {
        Wanted wanted = Given.withOverlap(WANTED, overlap);
        Map<Identifier, Role> roles = new HashMap<>();
        wanted.names().roles().forEach(role -> roles.put(role, Role.closed()));
        Snapshot seen = new Snapshot(
                wanted.names(),
                false,
                NOW,
                roles,
                Set.of(),
                Optional.empty(),
                passwordSet,
                Optional.empty(),
                new Rights(Set.of(), Set.of()),
                false,
                inUse,
                Set.of());
        return Rotation.of(seen, wanted, renewal);
    }
}
