package dev.appdb.controller.terms;

import static dev.appdb.controller.terms.TermsCase.agreed;
import static dev.appdb.controller.terms.TermsCase.database;
import static dev.appdb.controller.terms.TermsCase.databaseClass;
import static dev.appdb.controller.terms.TermsCase.namespace;
import static dev.appdb.controller.terms.TermsCase.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.AppAccess;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    @Test
    void whatNobodySpeaksOfIsUnlimitedKeptAndRotatedOnDemand() {
        assertThat(agreed(terms("{}", "{}")))
                .isEqualTo(new Terms.Agreed(
                        AppAccess.READ_WRITE,
                        true,
                        Limits.none(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Duration.ofHours(1),
                        DeletionPolicy.Retain,
                        false,
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.empty(),
                        false));
    }

    @ParameterizedTest(name = "asked {0}, default {1}, bound {2}: {3}")
    @CsvSource({
        "    ,     ,     ,        ",
        " 10s,     ,     ,  10000 ",
        "    ,  20s,     ,  20000 ",
        "    ,     ,  30s,  30000 ",
        " 10s,  20s,  30s,  10000 ",
        "    ,  20s,  30s,  20000 ",
        " 30s,  20s,  30s,  30000 ",
        "  1m,  20s,  30s, refused",
        "  0s,     ,     , refused",
        "999d,     ,     , refused",
    })
    void eachTimeoutIsAsAskedForOrElseTheDefaultOrElseTheBound(
            @Nullable String asked, @Nullable String byDefault, @Nullable String bound, @Nullable String expected) {
        for (String field : List.of("statementTimeout", "lockTimeout", "idleInTransactionTimeout")) {
            Terms terms = terms(
                    "{limits: %s}".formatted(limits(field, asked)),
                    "{defaults: {limits: %s}, limits: %s}".formatted(limits(field, byDefault), limits(field, bound)));
            assertThat(value(terms, field)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "asked {0}, default {1}, bound {2}: {3}")
    @CsvSource({
        "  ,   ,   ,        ",
        " 5,   ,   ,       5",
        "  , 10,   ,      10",
        "  ,   , 20,      20",
        "  , 10, 20,      10",
        "20, 10, 20,      20",
        "21, 10, 20, refused",
    })
    void connectionsAreAsAskedForOrElseTheDefaultOrElseTheBound(
            @Nullable String asked, @Nullable String byDefault, @Nullable String bound, @Nullable String expected) {
        Terms terms = terms(
                "{limits: %s}".formatted(limits("connections", asked)),
                "{defaults: {limits: %s}, limits: %s}"
                        .formatted(limits("connections", byDefault), limits("connections", bound)));
        assertThat(value(terms, "connections")).isEqualTo(expected);
    }

    @Test
    void askingForMoreThanTheBoundIsToldWithBothValues() {
        assertThat(refused(
                                terms("{limits: {statementTimeout: 90s}}", "{limits: {statementTimeout: 1m}}"),
                                Reason.LimitInvalid)
                        .message())
                .isEqualTo(
                        "spec.limits.statementTimeout: 90s is more than the 1m that AppDatabaseClass shared allows. Ask"
                                + " for 1m at most, or let an admin raise the class's spec.limits.statementTimeout");
    }

    @ParameterizedTest(name = "rotation {0}, default {1}: every {2}, overlap {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                            | {}                            |       | PT1H  ",
                "{interval: 30d}               | {}                            | PT720H| PT1H  ",
                "{}                            | {interval: 30d, overlap: 2h}  | PT720H| PT2H  ",
                "{overlap: 5m}                 | {interval: 30d, overlap: 2h}  | PT720H| PT5M  ",
                "{interval: 3h}                | {interval: 30d, overlap: 2h}  | PT3H  | PT2H  ",
                "{interval: 10s, overlap: 0s}  | {}                            | PT10S | PT0S  ",
                "{interval: 1h}                | {}                            |       |refused",
                "{interval: 2h}                | {overlap: 3h}                 |       |refused",
                "{interval: 0s, overlap: 0s}   | {}                            |       |refused",
                "{overlap: 900h}               | {}                            |       |PT900H ",
            })
    void eachOfARotationIsTheAppDatabasesOrElseTheClasss(
            String asked, String byDefault, @Nullable String interval, String overlap) {
        Terms terms = terms("{rotation: %s}".formatted(asked), "{defaults: {rotation: %s}}".formatted(byDefault));
        if (overlap.equals("refused")) {
            assertThat(refused(terms, Reason.RotationInvalid).message()).contains("is not shorter than interval");
        } else {
            assertThat(agreed(terms).interval().map(Duration::toString)).isEqualTo(Optional.ofNullable(interval));
            assertThat(agreed(terms).overlap()).hasToString(overlap);
        }
    }

    @ParameterizedTest(name = "policy {0}, default {1}, confirmed \"{2}\", namespace''s purpose {3}: goes {4}")
    @CsvSource(
            nullValues = "null",
            value = {
                "null  , null  , delete shop/orders, preview, false",
                "Retain, Delete, delete shop/orders, preview, false",
                "Delete, null  , ''                , prod   , false",
                "Delete, null  , yes               , prod   , false",
                "Delete, null  , delete shop/other , prod   , false",
                "Delete, null  , delete shop/orders, prod   , true",
                "Delete, Retain, ''                , preview, true",
                "null  , Delete, ''                , preview, true",
            })
    void dataGoesOnlyIfThePolicySaysSoAndAPersonOrTheNamespaceToo(
            @Nullable String policy, @Nullable String byDefault, String confirmed, String purpose, boolean goes) {
        var database = database(policy == null ? "{}" : "{deletionPolicy: %s}".formatted(policy));
        database.getMetadata().setAnnotations(Map.of("appdb.dev/confirm-delete", confirmed));
        String defaults = byDefault == null ? "" : "defaults: {deletionPolicy: %s}, ".formatted(byDefault);
        var databaseClass =
                databaseClass("{%sephemeral: {selector: {matchLabels: {purpose: preview}}}}".formatted(defaults));

        Terms terms = Terms.of(database, databaseClass, namespace(Map.of("purpose", purpose)), List.of());

        assertThat(agreed(terms).trashOnDelete()).isEqualTo(goes);
    }

    @Test
    void extensionsAreThoseThatTheClassAllows() {
        String allowed = "{allowedExtensions: [citext, pgcrypto]}";

        assertThat(agreed(terms("{extensions: [pgcrypto, citext]}", allowed)).extensions())
                .containsExactly("citext", "pgcrypto");
        assertThat(agreed(terms("{}", allowed)).extensionsSchema()).isPresent();
        assertThat(refused(terms("{extensions: [dblink, citext, file_fdw]}", allowed), Reason.ExtensionNotAllowed)
                        .message())
                .startsWith(
                        "spec.extensions: AppDatabaseClass shared allows citext, pgcrypto, and not dblink, file_fdw.");
        assertThat(refused(terms("{extensions: [citext]}", "{}"), Reason.ExtensionNotAllowed)
                        .message())
                .contains("allows none, and not citext");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "legacy, shop, orders, true",
        "other, shop, orders, false",
        "legacy, else, orders, false",
        "legacy, shop, other, false"
    })
    void aSchemaIsAdoptedOnlyIfTheClassListsExactlyThat(String schema, String namespace, String name, boolean allowed) {
        Terms terms = terms(
                "{schema: legacy}",
                "{adoptable: [{schema: %s, namespace: %s, name: %s}]}".formatted(schema, namespace, name));
        if (allowed) {
            assertThat(agreed(terms).schema()).contains(new Identifier("legacy"));
        } else {
            assertThat(refused(terms, Reason.SchemaNotAllowed).message())
                    .contains("{schema: legacy, namespace: shop, name: orders}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{defaults: {limits: {connections: 9}}, limits: {connections: 8}} | LimitInvalid | spec.defaults.limits.connections: 9 is more than spec.limits.connections: 8",
                "{limits: {lockTimeout: 0s}}        | LimitInvalid    | spec.limits.lockTimeout: 0s is not between",
                "{defaults: {limits: {lockTimeout: 99d}}} | LimitInvalid | spec.defaults.limits.lockTimeout: 99d is not between",
                "{defaults: {rotation: {interval: 1m}}}   | RotationInvalid | spec.defaults.rotation: overlap 1h",
            })
    void aClassThatContradictsItselfIsToldAsSuch(String spec, Reason reason, String message) {
        assertThat(refused(terms("{}", spec), reason).message()).startsWith("AppDatabaseClass shared: " + message);
        assertThat(TermsMistake.of(databaseClass(spec)).map(State::reason)).contains(reason);
    }

    @Test
    void whoIsReadoptedIsTheClasssChoice() {
        assertThat(agreed(terms("{}", "{readopt: NamespaceName}")).readopt()).isTrue();
        assertThat(agreed(terms("{}", "{readopt: NamespaceUid}")).readopt()).isFalse();
    }

    private static Terms terms(String spec, String classSpec) {
        return TermsCase.terms(database(spec), databaseClass(classSpec), List.of());
    }

    private static String limits(String field, @Nullable String value) {
        return value == null ? "{}" : "{%s: %s}".formatted(field, value);
    }

    private static @Nullable String value(Terms terms, String field) {
        if (terms instanceof Terms.Refused refused) {
            assertThat(refused.state().reason()).isEqualTo(Reason.LimitInvalid);
            assertThat(refused.state().message()).startsWith("spec.limits." + field);
            return "refused";
        }
        Limits limits = agreed(terms).limits();
        Optional<String> value =
                switch (field) {
                    case "connections" ->
                        limits.connections().stream()
                                .mapToObj(Integer::toString)
                                .findFirst();
                    case "statementTimeout" -> limits.statementTimeout().map(TermsTest::millis);
                    case "lockTimeout" -> limits.lockTimeout().map(TermsTest::millis);
                    default -> limits.idleInTransactionTimeout().map(TermsTest::millis);
                };
        return value.orElse(null);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
