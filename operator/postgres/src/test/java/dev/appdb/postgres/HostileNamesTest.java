package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a field, a real server makes just that tenant of it: no text gets out of its place. */
final class HostileNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; CREATE ROLE pwned; --",
                "\"; CREATE ROLE pwned; --",
                "\\'; CREATE ROLE pwned; --",
                "$appdb$; CREATE ROLE pwned; --",
                "$$; CREATE ROLE pwned; DO $$",
                "*[/]; CREATE ROLE pwned; [/]*",
                "\n; CREATE ROLE pwned\n;",
                "%1$s %I %% {0} :x ? ${y}",
                "{\"appdb\":1,\"cluster\":\"x\"}",
                "a, b\", \"c",
                "Mixed Case - and so on",
                "O''Hara; CREATE ROLE pwned",
                "\\",
                "😀ä'\""
            })
    void aTenantIsMadeOfItAndNothingElse(String template) throws SQLException {
        TestAdmin admin = PostgresServers.newest().createAdmin();
        String text = template.replace("[/]", "/");
        String part = text.replace('/', '|');
        Mark mark = Mark.of(Given.unique(text), Given.unique(part), text, Given.unique(part), text);
        try (DatabaseServer database = Given.open(admin)) {
            Wanted derived = wanted(mark, new Identifier(text));
            Ensured made = database.ensure(derived, Given.ALL);
            assertThat(Given.ask(made.login(Kind.APP).orElseThrow(), admin, "SELECT current_setting('search_path')"))
                    .hasSize(1);
            assertThat(Given.isMet(database, derived)).isTrue();
            assertThat(Given.found(database, derived).mark()).isEqualTo(derived.mark());
            assertThat(derived.names().roles()).allMatch(role -> role.name().matches("[a-z0-9_]{1,63}"));

            Wanted custom = custom(mark, new Identifier(text));
            if (text.matches("(?s).*[\"\\\\\\p{Cntrl}].*")) {
                assertThatThrownBy(() -> database.ensure(custom, Renewal.none()))
                        .isInstanceOf(ServerException.class)
                        .hasMessageContaining("schema name " + text);
            } else {
                adopt(database, admin, custom, new Identifier(text));
                assertThat(database.ensure(custom, Renewal.none())).isEqualTo(Ensured.NOTHING);
                assertThat(Given.isMet(database, custom)).isTrue();
                assertThat(database.census(mark.cluster()).tenants()).hasSize(2);
            }

            assertThatThrownBy(() -> database.ensure(withExtension(derived, text), Renewal.none()))
                    .hasMessageContaining("the server has no extension " + text);
        }
        assertThat(Given.askSuperuser(
                        admin.server(), admin.database(), "SELECT rolname FROM pg_roles WHERE rolname = 'pwned'"))
                .isEmpty();
    }

    /** The longest way for a schema's name: through every statement that an adoption has. */
    private static void adopt(DatabaseServer database, TestAdmin admin, Wanted wanted, Identifier schema)
            throws SQLException {
        Login login = new Login(admin.user(), admin.password());
        Given.run(
                login,
                admin,
                "CREATE SCHEMA " + schema,
                "CREATE TABLE %s.%1$s (%1$s text)"
                        .replace("%1$s", schema.toString())
                        .replace("%s", schema.toString()),
                "CREATE SEQUENCE " + schema + ".numbers");
        Ensured adopted = database.adopt(wanted, database.planAdoption(wanted).digest());
        assertThat(Given.ask(adopted.login(Kind.APP).orElseThrow(), admin, "SELECT * FROM " + schema))
                .isEmpty();
    }

    private static Wanted custom(Mark mark, Identifier schema) {
        return wanted(
                Mark.of(mark.cluster(), mark.namespace(), mark.namespaceUid(), mark.name() + "2", mark.className())
                        .withSchema(Optional.of(schema)),
                schema);
    }

    private static Wanted wanted(Mark mark, Identifier extensionsSchema) {
        Limits limits = new Limits(
                OptionalInt.of(Integer.MAX_VALUE),
                OptionalInt.empty(),
                Optional.of(Duration.ofMillis(Integer.MAX_VALUE)),
                Optional.empty(),
                Optional.empty());
        boolean own = mark.schema().equals(Optional.of(extensionsSchema));
        return new Wanted(
                mark,
                mark.names(),
                AppAccess.READ_WRITE,
                true,
                limits,
                Set.of(),
                own ? Optional.empty() : Optional.of(extensionsSchema),
                Duration.ofMinutes(5));
    }

    private static Wanted withExtension(Wanted wanted, String extension) {
        return new Wanted(
                wanted.mark(),
                wanted.names(),
                wanted.app(),
                wanted.readonly(),
                wanted.limits(),
                Set.of(extension),
                Optional.of(new Identifier("tools")),
                wanted.overlap());
    }
}
