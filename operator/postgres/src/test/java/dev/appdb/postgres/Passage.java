package dev.appdb.postgres;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.testkit.TestAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One tenant on its way from one state to another, and what an operator does about it: over and over, as it finds things,
 * whoever was cut off before.
 */
abstract class Passage implements AutoCloseable {
    final TestAdmin admin;
    final Wanted wanted;

    /** What the cluster keeps. They are written when the server has answered, and not in between. */
    final Map<Kind, Login> secrets = new EnumMap<>(Kind.class);

    Passage(TestAdmin admin, Wanted wanted) {
        this.admin = admin;
        this.wanted = wanted;
    }

    /** All that a process does from its start until it finds nothing more to do. */
    abstract void pass(DatabaseServer database) throws SQLException;

    /** What has to be there in the end. */
    abstract void assertArrived(DatabaseServer database) throws SQLException;

    @Override
    public void close() throws SQLException {}

    /** What has to be so at any time: a Secret has a password that the server knows. */
    final void assertSecretsWork() throws SQLException {
        for (Login login : secrets.values()) {
            assertThat(Given.ask(login, admin, "SELECT session_user")).containsExactly(login.user());
        }
    }

    final Ensured bring(DatabaseServer database, Set<Kind> due, boolean recreateSchema) {
        Set<Kind> kinds = wanted.kinds().stream()
                .filter(kind -> due.contains(kind) || !secrets.containsKey(kind))
                .collect(toSet());
        Set<Identifier> keep = secrets.values().stream()
                .map(login -> new Identifier(login.user()))
                .collect(toSet());
        return written(database.ensure(wanted, new Renewal(kinds, keep, recreateSchema, false)));
    }

    final Ensured written(Ensured ensured) {
        secrets.putAll(ensured.logins());
        return ensured;
    }

    /** Makes it, with a row of data, on an uncut way. */
    final void make(DatabaseServer database) {
        bring(database, Set.of(), false);
        sql("SET ROLE %s; CREATE TABLE %s.item AS SELECT 'apple' AS name"
                .formatted(wanted.names().owner(), wanted.names().schema()));
    }

    /** Without readonly logins, which take as long as others and tell no more. */
    static Wanted small() {
        return Given.wanted(
                Given.mark(Given.cluster(), Given.unique("shop"), "orders"),
                AppAccess.READ_WRITE,
                false,
                Limits.none());
    }

    final Login login(Kind kind) {
        return Optional.ofNullable(secrets.get(kind)).orElseThrow();
    }

    /** The whole tenant and nothing beside it: its names, its mark, and logins for everybody. */
    final void assertLives(DatabaseServer database) throws SQLException {
        String schema = wanted.names().schema().name();
        assertThat(Given.isMet(database, wanted)).isTrue();
        assertThat(Given.found(database, wanted).mark()).isEqualTo(wanted.mark());
        assertThat(roles(owner())).hasSize(9);
        assertThat(guards(owner())).hasSize(1);
        assertThat(database.census(wanted.mark().cluster()).trash()).isEmpty();
        assertThat(roles(ManagerNames.prefix(wanted.mark().cluster()))).hasSize(1);
        assertThat(secrets).containsOnlyKeys(wanted.kinds());
        for (Login login : secrets.values()) {
            assertThat(Given.ask(login, admin, "SELECT current_schema()")).containsExactly(schema);
        }
    }

    final void assertNothingIsNamed(String name) throws SQLException {
        assertThat(roles(name)).isEmpty();
        assertThat(guards(name)).isEmpty();
        assertThat(ask("SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, '%s')".formatted(name)))
                .isEmpty();
    }

    final void assertHasItsData() throws SQLException {
        assertThat(Given.ask(login(Kind.APP), admin, "SELECT name FROM item")).containsExactly("apple");
    }

    final String owner() {
        return wanted.names().owner().name();
    }

    final List<String> roles(String name) throws SQLException {
        return ask("SELECT rolname FROM pg_roles WHERE starts_with(rolname::text, '%s')".formatted(name));
    }

    final List<String> guards(String name) throws SQLException {
        return ask("SELECT tenant FROM appdb.guard WHERE starts_with(tenant, '%s')".formatted(name));
    }

    final void sql(String sql) {
        admin.server().sql(admin.database(), sql);
    }

    final Connection session(Kind kind) throws SQLException {
        return Given.as(login(kind), admin);
    }

    private List<String> ask(String query) throws SQLException {
        return Given.askSuperuser(admin.server(), admin.database(), query);
    }
}
