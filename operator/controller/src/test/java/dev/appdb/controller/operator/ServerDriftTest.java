package dev.appdb.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody changes on the server is found and put right, and an Event names it. */
class ServerDriftTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a revoked grant            | REVOKE USAGE ON SCHEMA $ FROM $_app                    | USAGE on schema $ for $_app
            a grant to all             | GRANT USAGE ON SCHEMA $ TO PUBLIC                      | nothing for PUBLIC on schema $
            default privileges         | ALTER DEFAULT PRIVILEGES FOR ROLE $ IN SCHEMA $ REVOKE SELECT ON TABLES FROM $_readonly | on later TABLES for $_readonly
            a dropped login            | DROP ROLE $_readonly_b                                 | role $_readonly_b
            a locked login             | ALTER ROLE $_app_a NOLOGIN                             | LOGIN of $_app_a
            a changed setting          | ALTER ROLE $_app_a SET search_path = public            | search_path
            a changed timeout          | ALTER ROLE $_app_a RESET statement_timeout             | statement_timeout = 30000ms of $_app_a
            a setting in this database | ALTER ROLE $_app_a IN DATABASE {database} SET role = 'none'     | no role of $_app_a in database
            a connection limit         | ALTER ROLE $_app_a CONNECTION LIMIT 99                 | CONNECTION LIMIT 7 of $_app_a
            a membership               | DO @ BEGIN EXECUTE (SELECT concat('REVOKE $_app FROM $_app_a GRANTED BY ', grantor::regrole) FROM pg_auth_members WHERE roleid = '$_app'::regrole AND member = '$_app_a'::regrole); END @ | membership of $_app_a in $_app
            the mark                   | COMMENT ON ROLE $ IS '{"appdb":1,"cluster":"test","namespace":"{namespace}","namespaceUid":"{uid}","name":"shop","class":"other"}' | mark of $
            """)
    void isRepairedAndSaid(String kind, String accident, String repair) throws SQLException {
        Shop shop = new Shop()
                .apply("limits: {connections: 7, statementTimeout: 30s}")
                .provisioned();
        String uid = shop.installation
                .client()
                .namespaces()
                .withName(shop.namespace)
                .require()
                .getMetadata()
                .getUid();
        shop.sql(accident.replace("$", shop.owner)
                .replace("@", "$$")
                .replace("{database}", shop.admin.database())
                .replace("{namespace}", shop.namespace)
                .replace("{uid}", uid));

        shop.untilEvent("Normal Repaired: had drifted: ");

        assertThat(shop.events()).as(kind.toLowerCase(Locale.ROOT)).anySatisfy(event -> assertThat(event)
                .startsWith("Normal Repaired: had drifted: ")
                .contains(repair.replace("$", shop.owner)));
        assertThat(Shop.ask(shop.secret(), "SELECT current_user || ' ' || current_schema()"))
                .isEqualTo("%s_app %1$s".formatted(shop.owner));
    }
}
