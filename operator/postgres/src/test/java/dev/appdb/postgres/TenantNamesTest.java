package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

final class TenantNamesTest {

    @Example
    void namesAreWhatOneWouldGuess() {
        TenantNames names = TenantNames.of(new TenantKey("team-shop", "orders"));
        assertThat(names.schema().name()).isEqualTo("team_shop__orders");
        assertThat(names.roles())
                .extracting(Identifier::name)
                .containsExactly(
                        "team_shop__orders",
                        "team_shop__orders_app",
                        "team_shop__orders_readonly",
                        "team_shop__orders_app_a",
                        "team_shop__orders_app_b",
                        "team_shop__orders_migrator_a",
                        "team_shop__orders_migrator_b",
                        "team_shop__orders_readonly_a",
                        "team_shop__orders_readonly_b");
    }

    @Example
    void keysThatWouldMeetKeepApart() {
        assertThat(names("a-b", "c")).isEqualTo("a_b__c");
        assertThat(names("a", "b--c")).startsWith("a__b_c__");
        assertThat(names("a--b", "c")).startsWith("a_b__c__");
        assertThat(names("a", "b.c")).startsWith("a__b_c__");
        assertThat(names("shop", "orders-app")).startsWith("shop__orders_app__");
        assertThat(names("shop", "orders-app-a")).startsWith("shop__orders_app_a__");
        assertThat(names("pg", "x")).startsWith("xpg__x__");
        assertThat(names("pg-team", "x")).startsWith("xpg_team__x__");
    }

    @Property(tries = 300)
    void noTwoKeysShareAnyName(@ForAll("groups") List<TenantKey> keys) {
        Map<Identifier, TenantKey> taken = new HashMap<>();
        for (TenantKey key : keys) {
            for (Identifier role : TenantNames.of(key).roles()) {
                TenantKey other = taken.putIfAbsent(role, key);
                assertThat(other == null || other.equals(key))
                        .as("%s of %s and %s", role, key, other)
                        .isTrue();
            }
        }
    }

    @Property(tries = 2000)
    void everyNameFitsAndNoneIsReserved(@ForAll("keys") TenantKey key) {
        assertThat(TenantNames.of(key).roles()).allSatisfy(role -> {
            assertThat(role.name()).matches("[a-z0-9_]{1,63}").doesNotStartWith("pg_");
            assertThat(role.name()).doesNotMatch(ManagerNames.prefix("[a-z0-9_]+") + "[0-9]+");
        });
        assertThat(TenantNames.of(key)).isEqualTo(TenantNames.of(key));
    }

    @Property(tries = 500)
    void whateverANameHoldsItsSchemaIsAPlainWord(@ForAll String namespace, @ForAll String name) {
        Assume.that(!namespace.isEmpty() && !name.isEmpty() && !(namespace + name).contains("/"));
        TenantNames names = TenantNames.of(new TenantKey(namespace, name));
        assertThat(names.schema()).isEqualTo(names.owner());
        assertThat(names.roles()).allMatch(role -> role.name().matches("[a-z0-9_]{1,63}"));
    }

    @Provide
    Arbitrary<List<TenantKey>> groups() {
        return keys().list().ofMaxSize(30);
    }

    /** Few letters and many dashes, so that what could meet does; and the words that derived names are made of. */
    @Provide
    Arbitrary<TenantKey> keys() {
        Arbitrary<String> piece = Arbitraries.of(
                "a",
                "b",
                "x1",
                "app",
                "readonly",
                "migrator",
                "pg",
                "appdb",
                "manager",
                "7",
                "-",
                "--",
                ".",
                "-app",
                "-app-a",
                "-readonly-b");
        Arbitrary<String> name = piece.list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(pieces -> String.join("", pieces).replaceAll("^[-.]+|[-.]+$", ""))
                .filter(text -> !text.isEmpty());
        Arbitrary<String> longName = name.map(text -> (text + "-").repeat(9) + "z");
        Arbitrary<String> any = Arbitraries.frequencyOf(Tuple.of(5, name), Tuple.of(1, longName));
        return Combinators.combine(any, any).as(TenantKey::new);
    }

    private static String names(String namespace, String name) {
        return TenantNames.of(new TenantKey(namespace, name)).owner().name();
    }
}
