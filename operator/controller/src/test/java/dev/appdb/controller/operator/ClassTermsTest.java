package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a class gives, bounds and shares out, and how AppDatabases follow when it changes. */
class ClassTermsTest {
    private static final String ALL = "allowedNamespaces: {from: All}\n";

    /** Far below the longest back-off: somebody has to have woken it. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Installation installation = Installation.shared();
    private final TestAdmin admin = PostgresServers.newest().createAdmin();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace = installation.newNamespace();

    @BeforeEach
    void anAdmin() {
        installation.adminSecret(className + "-admin", admin.password());
    }

    @Test
    void oneBeyondTheQuotaWaitsUntilAnotherIsDeleted() {
        databaseClass("quota: {databases: 1}");
        provisioned("first", "");
        database("second", "");

        assertThat(installation.untilDatabase(namespace, "second", Reason.QuotaExceeded))
                .contains("at most 1 to namespace " + namespace + ", and it has first");
        assertThat(installation
                        .client()
                        .secrets()
                        .inNamespace(namespace)
                        .withName("second-db")
                        .get())
                .isNull();

        installation
                .client()
                .resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName("first")
                .delete();
        installation.untilDatabase(namespace, "second", Reason.Provisioned);
    }

    @Test
    void whenTheQuotaFallsThoseThatAreThereGoOnAndWhenItRisesOthersFollow() {
        databaseClass("quota: {databases: 1}");
        provisioned("first", "");
        database("second", "");
        installation.untilDatabase(namespace, "second", Reason.QuotaExceeded);

        databaseClass("quota: {databases: 2}");
        installation.untilDatabase(namespace, "second", Reason.Provisioned);

        databaseClass("quota: {databases: 0}");
        database("third", "");
        assertThat(installation.untilDatabase(namespace, "third", Reason.QuotaExceeded))
                .contains("and it has first, second");
        installation.untilDatabase(namespace, "first", Reason.Provisioned);
    }

    @Test
    void theBudgetIsSharedOutInOrderAndWhatOneGivesBackAnotherGets() throws SQLException {
        databaseClass("connectionBudget: 44");
        provisioned("first", "limits: {connections: 5}");
        database("second", "limits: {connections: 5}");

        assertThat(installation.untilDatabase(namespace, "second", Reason.BudgetExhausted))
                .contains("a budget of 44 connections: 28 are promised, 16 are left, and this AppDatabase needs 28");
        assertThat(connections("first")).contains(28);
        assertThat(limitOf("first", "app_a")).isEqualTo(5);
        assertThat(limitOf("first", "migrator_a")).isEqualTo(4);
        Installation.await("the class to add up").until(() -> promised(28));

        database("first", "limits: {connections: 2}");
        installation.untilDatabase(namespace, "second", Reason.Provisioned);
        assertThat(limitOf("first", "readonly_b")).isEqualTo(2);
        Installation.await("the class to add up").until(() -> promised(44));

        database("first", "limits: {connections: 3}");
        assertThat(installation.untilDatabase(namespace, "first", Reason.BudgetExhausted))
                .contains("44 are promised, 16 of them to this one, 0 are left, and this AppDatabase needs 20");
        assertThat(limitOf("first", "app_a")).isEqualTo(2);
    }

    @Test
    void withABudgetAndNoLimitItIsSaidWhatToGive() {
        databaseClass("connectionBudget: 40");
        database("shop", "");

        assertThat(installation.untilDatabase(namespace, "shop", Reason.LimitInvalid))
                .contains("give spec.limits.connections");

        databaseClass("connectionBudget: 40\nlimits: {connections: 3}");
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
    }

    @Test
    void aBudgetBeyondTheServersOwnIsToldAndStopsNothing() {
        databaseClass("connectionBudget: 100000");

        assertThat(installation.untilClass(className, Reason.Ready))
                .contains("spec.connectionBudget 100000 is more than");
    }

    @Test
    void defaultsAndBoundsOfTheClassAreFollowedOnTheServerAlsoWhenTheyGo() {
        databaseClass("defaults: {limits: {connections: 7, statementTimeout: 30s}}");
        provisioned("shop", "");
        assertThat(limits("shop")).isEqualTo("7 statement_timeout=30000ms");
        long generation = generation("shop");

        databaseClass("defaults: {limits: {connections: 9, lockTimeout: 5s}}");
        follows("9 lock_timeout=5000ms");

        databaseClass("defaults: {limits: {connections: 9}}\nlimits: {connections: 12, statementTimeout: 1m}");
        follows("9 statement_timeout=60000ms");

        databaseClass("limits: {connections: 12}");
        follows("12 ");

        databaseClass("");
        follows("-1 ");
        assertThat(generation("shop")).isEqualTo(generation);
    }

    @Test
    void askingForMoreThanTheClassAllowsIsRefusedUntilTheClassAllowsIt() {
        databaseClass("limits: {connections: 10}");
        database("shop", "limits: {connections: 11}");
        assertThat(installation.untilDatabase(namespace, "shop", Reason.LimitInvalid))
                .startsWith("spec.limits.connections: 11 is more than the 10 that AppDatabaseClass " + className);

        databaseClass("limits: {connections: 11}");
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
        assertThat(limits("shop")).startsWith("11 ");
    }

    @Test
    void anExtensionIsThereForTheAppOnceTheClassAllowsIt() throws SQLException {
        databaseClass("allowedExtensions: [citext]");
        database("shop", "extensions: [citext, pg_trgm]");
        assertThat(installation.untilDatabase(namespace, "shop", Reason.ExtensionNotAllowed))
                .contains("allows citext, and not pg_trgm");

        databaseClass("allowedExtensions: [citext, pg_trgm]");
        installation.untilDatabase(namespace, "shop", Reason.Provisioned);
        try (var app = DriverManager.getConnection(
                        installation.secret(namespace, "shop-db").get("jdbc-uri"));
                ResultSet row =
                        app.createStatement().executeQuery("SELECT 'A'::citext = 'a', similarity('a', 'a') = 1")) {
            row.next();
            assertThat(row.getBoolean(1) && row.getBoolean(2)).isTrue();
        }
    }

    @Test
    void aSchemaThatTheClassDoesNotListIsNotTouched() {
        admin.server().sql(admin.database(), "CREATE SCHEMA legacy");
        databaseClass("adoptable: [{schema: legacy, namespace: somewhere-else, name: shop}]");
        database("shop", "schema: legacy");

        assertThat(installation.untilDatabase(namespace, "shop", Reason.SchemaNotAllowed))
                .contains("{schema: legacy, namespace: %s, name: shop}".formatted(namespace));
        assertThat(first("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'legacy'"))
                .isEqualTo("postgres");
    }

    @Test
    void aRotationThatOverlapsItselfIsRefused() {
        databaseClass("defaults: {rotation: {interval: 30d, overlap: 2h}}");
        database("shop", "rotation: {interval: 1h}");

        assertThat(installation.untilDatabase(namespace, "shop", Reason.RotationInvalid))
                .startsWith("spec.rotation: overlap 2h is not shorter than interval 1h");
    }

    @Test
    void aClassThatContradictsItselfIsNotReady() {
        databaseClass("defaults: {limits: {connections: 20}}\nlimits: {connections: 10}");

        assertThat(installation.untilClass(className, Reason.LimitInvalid))
                .contains("spec.defaults.limits.connections: 20 is more than spec.limits.connections: 10");
    }

    private void databaseClass(String more) {
        installation.databaseClass(className, admin.url(), ALL + more);
    }

    private void database(String name, String more) {
        installation.database(namespace, name, "className: " + className + "\n" + more);
    }

    private void provisioned(String name, String more) {
        database(name, more);
        installation.untilDatabase(namespace, name, Reason.Provisioned);
    }

    private void follows(String limits) {
        Awaitility.await(limits).atMost(SOON).untilAsserted(() -> assertThat(limits("shop"))
                .isEqualTo(limits));
    }

    private boolean promised(int connections) {
        return Objects.equals(installation.databaseClass(className).getStatus().connections(), connections);
    }

    private Optional<Integer> connections(String name) {
        return Optional.of(installation.database(namespace, name).getStatus()).map(AppDatabaseStatus::connections);
    }

    private long generation(String name) {
        return installation.database(namespace, name).getMetadata().getGeneration();
    }

    private int limitOf(String name, String login) throws SQLException {
        return Integer.parseInt(
                first("SELECT rolconnlimit FROM pg_roles WHERE rolname = '%s_%s'".formatted(role(name), login)));
    }

    /** The app's connection limit and timeouts, as the server has them. */
    private String limits(String name) {
        return first("""
                SELECT rolconnlimit || ' ' || (SELECT coalesce(string_agg(s, ' ' ORDER BY s), '') FROM unnest(rolconfig) s
                                               WHERE s LIKE '%%timeout=%%')
                FROM pg_roles WHERE rolname = '%s_app_a'""".formatted(role(name)));
    }

    private String role(String name) {
        return namespace.replace('-', '_') + "__" + name;
    }

    private String first(String sql) {
        try (var connection = admin.server().superuser(admin.database());
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(Map.of("sql", sql).toString(), e);
        }
    }
}
