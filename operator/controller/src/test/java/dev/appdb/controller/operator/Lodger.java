package dev.appdb.controller.operator;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.api.AppDatabaseClassStatus.Trashed;
import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Reason;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** AppDatabase {@code shop} in a namespace and of a class of its own, as its team and its admin see it. */
final class Lodger {
    private final Installation installation;
    private final TestAdmin admin = PostgresServers.newest().createAdmin();
    private final String className = "class-" + UUID.randomUUID().toString().substring(0, 8);
    private final String namespace;
    private String rules;

    /** @param rules YAML below {@code spec} of the class, one entry a line */
    Lodger(Installation installation, String rules) {
        this.installation = installation;
        this.namespace = installation.newNamespace();
        this.rules = rules;
        installation.adminSecret(className + "-admin", admin.password());
        applyClass();
    }

    String namespace() {
        return namespace;
    }

    String className() {
        return className;
    }

    String schema() {
        return namespace.replace('-', '_') + "__shop";
    }

    TestAdmin admin() {
        return admin;
    }

    void applyClass() {
        installation.databaseClass(className, admin.url(), "allowedNamespaces: {from: All}\n" + rules);
    }

    void applyClass(String others) {
        rules = others;
        applyClass();
    }

    Resource<AppDatabaseClass> databaseClass() {
        return installation.client().resources(AppDatabaseClass.class).withName(className);
    }

    /** Applies it and waits until it is Ready. */
    void apply(String spec) {
        apply("shop", spec);
    }

    void apply(String name, String spec) {
        installation.database(namespace, name, "className: " + className + "\n" + spec);
        installation.untilDatabase(namespace, name, Reason.Provisioned);
    }

    Resource<AppDatabase> shop() {
        return database("shop");
    }

    Resource<AppDatabase> database(String name) {
        return installation
                .client()
                .resources(AppDatabase.class)
                .inNamespace(namespace)
                .withName(name);
    }

    void confirm() {
        annotate(AppDb.CONFIRM_DELETE, "delete %s/shop".formatted(namespace));
    }

    void annotate(String key, String value) {
        AppDatabase unused = shop().edit(found -> {
            found.getMetadata().setAnnotations(Map.of(key, value));
            return found;
        });
    }

    /** What a team does without a thought. */
    void confirmAndDelete() {
        confirm();
        Installation.await("the mark").until(() -> mark().contains("\"trashOnDelete\":true"));
        delete();
    }

    void delete() {
        shop().delete();
    }

    /** By somebody else's finalizer: it is not gone when it is deleted. */
    void holdBack() {
        AppDatabase unused = shop().edit(found -> {
            found.addFinalizer("example.com/held-back");
            return found;
        });
    }

    void letGo() {
        AppDatabase unused = shop().edit(found -> {
            found.removeFinalizer("example.com/held-back");
            return found;
        });
    }

    /** Of its owner role; empty when there is no such role. */
    String mark() {
        return first("SELECT coalesce(max(shobj_description(oid, 'pg_authid')), '') FROM pg_roles WHERE rolname = '%s'"
                .formatted(schema()));
    }

    boolean isOrphan() {
        return mark().contains("\"orphaned\"");
    }

    /** How many of its logins may log in. */
    int openLogins(String name) {
        return Integer.parseInt(first("SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname ~ '^%s__%s_'"
                .formatted(namespace.replace('-', '_'), name)));
    }

    boolean hasSchema() {
        return first("SELECT count(*) FROM pg_namespace WHERE nspname = '%s'".formatted(schema()))
                .equals("1");
    }

    List<Trashed> trash() {
        return status().map(AppDatabaseClassStatus::trash).orElse(List.of());
    }

    int orphans() {
        return status().map(AppDatabaseClassStatus::orphans).orElse(0);
    }

    List<String> secrets() {
        return installation
                .client()
                .secrets()
                .inNamespace(namespace)
                .withLabel(AppDb.MANAGED_BY, AppDb.MANAGER)
                .list()
                .getItems()
                .stream()
                .map((Secret secret) -> secret.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** With all that its table has, which is made if need be. */
    void insert(String row) {
        try (Connection connection = connect("shop-db-migrator");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS item (name text)");
            statement.execute("INSERT INTO item VALUES ('%s')".formatted(row));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String rows() {
        try (Connection connection = connect("shop-db")) {
            return first(connection, "SELECT string_agg(name, ',' ORDER BY name) FROM item");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect(String secret) throws SQLException {
        return DriverManager.getConnection(
                installation.secret(namespace, secret).get("jdbc-uri"));
    }

    /** Events about the class. */
    List<String> classEvents() {
        return installation.events("default", className);
    }

    List<String> events() {
        return installation.events(namespace, "shop");
    }

    /** Waits until the class's server was counted twice from now on: whatever follows from what is now, has followed. */
    void awaitLooks() {
        for (int look = 0; look < 2; look++) {
            String before = lastLook();
            Installation.await("a look at the server").until(() -> lastLook().compareTo(before) > 0);
        }
    }

    private String lastLook() {
        return first("SELECT coalesce(max(query_start), '-infinity') FROM pg_stat_activity WHERE usename = '%s'"
                .formatted(admin.user()));
    }

    private Optional<AppDatabaseClassStatus> status() {
        return Optional.ofNullable(databaseClass().get()).map(AppDatabaseClass::getStatus);
    }

    private String first(String sql) {
        try (Connection connection = admin.server().superuser(admin.database())) {
            return first(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
