package dev.appdb.migrate.staticdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.migrate.exchange.TableCount;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestPostgres;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StaticDataLoadTest {
    private static final String TABLES = """
            CREATE TABLE currency (code char(3) PRIMARY KEY, name text NOT NULL, digits int);
            CREATE TABLE country (code char(2) PRIMARY KEY, name text, currency char(3) REFERENCES currency);
            """;

    @AllPostgres
    void rowsAreInsertedUpdatedOrLeftAloneAndCounted(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        RunResult first = load(
                tenant,
                "country.csv",
                "code,name,currency\nDE,Germany,EUR\nCH,,CHF\nXX,\"\",\n",
                "currency.json",
                "[{\"code\":\"EUR\",\"name\":\"Euro\",\"digits\":2},{\"code\":\"CHF\",\"name\":\"Franken\",\"digits\":2}]");
        RunResult second = load(
                tenant,
                "country.csv",
                "code,name,currency\nDE,Deutschland,EUR\nCH,,CHF\nAT,\u00d6sterreich,EUR\n",
                "currency.json",
                "[{\"code\":\"EUR\",\"name\":\"Euro\",\"digits\":2},{\"code\":\"CHF\",\"name\":\"Franken\",\"digits\":2}]");

        assertThat(first.failure()).isEmpty();
        assertThat(first.staticData())
                .containsExactly(new TableCount("currency", 2, 0, 0, 0), new TableCount("country", 3, 0, 0, 0));
        assertThat(second.staticData())
                .containsExactly(new TableCount("currency", 0, 0, 2, 0), new TableCount("country", 1, 1, 1, 0));
        assertThat(tenant.query("SELECT code, name, currency, name IS NULL FROM country ORDER BY code"))
                .containsExactly("AT|\u00d6sterreich|EUR|f", "CH|null|CHF|t", "DE|Deutschland|EUR|f", "XX||null|f");
        assertThat(tenant.query("SELECT phase, complete FROM appdb_ledger ORDER BY id"))
                .containsExactly("Migrations|f", "StaticData|t", "Migrations|f", "StaticData|t");
    }

    @AllPostgres
    void unchangedRowsWriteNoWal(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        String[] files = {
            "currency.csv",
            "code,name,digits\n"
                    + IntStream.range(100, 999)
                            .mapToObj(n -> n + ",name " + n + ",2\n")
                            .collect(Collectors.joining())
        };
        load(tenant, files);
        String before = tenant.query("SELECT xmin, ctid, code FROM currency ORDER BY code")
                .toString();

        RunResult again = load(tenant, files);

        assertThat(again.staticData()).containsExactly(new TableCount("currency", 0, 0, 899, 0));
        assertThat(tenant.query("SELECT xmin, ctid, code FROM currency ORDER BY code"))
                .hasToString(before);
    }

    @AllPostgres
    void everyTypeIsReadByPostgresAndComparedExactly(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        String table = """
                CREATE TYPE mood AS ENUM ('sad', 'ok');
                CREATE DOMAIN euro AS numeric(10, 2) CHECK (VALUE >= 0);
                CREATE TABLE thing (id int PRIMARY KEY, plain json, doc jsonb, tags text[], grid int[], at point, price euro,
                    feeling mood, flag bool, made timestamptz, long text, code varchar(5), raw bytea, span int4range, exact numeric);
                """;
        String yaml = """
                - &base
                  id: 1
                  plain: {b: 1, a: [1.50, null, no]}
                  doc: {name: "x\\ty", n: 007}
                  tags: [plain, "with \\"quotes\\", comma", 'back\\slash', null, 'NULL', 007]
                  grid: [[1, 2], [3, 4]]
                  at: (1,2)
                  price: 1.5
                  feeling: ok
                  flag: no
                  made: 2024-01-31 12:00:00+00
                  long: |
                    two
                    lines\twith tab
                  code: 007
                  raw: \\x00ff
                  span: "[1,5)"
                  exact: 1.10
                - <<: *base
                  id: 2
                  code: ~
                """;
        String[] files = {"V1__t.sql", table, "thing.yaml", yaml};

        RunResult first = tenant.run(Source.of(files).staticData("thing.yaml").request());
        RunResult again = tenant.run(Source.of(files).staticData("*.yaml").request());
        files[3] = yaml.replace("1.10", "1.1");
        RunResult changed = tenant.run(Source.of(files).staticData("").request());

        assertThat(first.failure()).isEmpty();
        assertThat(again.staticData()).containsExactly(new TableCount("thing", 0, 0, 2, 0));
        assertThat(changed.staticData()).containsExactly(new TableCount("thing", 0, 2, 0, 0));
        assertThat(
                        tenant.query(
                                "SELECT plain, doc, tags, grid, at, price, feeling, flag, long, code, raw, span FROM thing WHERE id = 1"))
                .containsExactly(
                        "{\"b\":1,\"a\":[1.50,null,\"no\"]}|{\"n\": \"007\", \"name\": \"x\\ty\"}|"
                                + "{plain,\"with \\\"quotes\\\", comma\",\"back\\\\slash\",NULL,\"NULL\",007}|{{1,2},{3,4}}|(1,2)|1.50|ok|f|two\nlines\twith tab\n|007|\\x00ff|[1,5)");
        assertThat(tenant.query("SELECT code FROM thing WHERE id = 2")).containsExactly("null");
    }

    @AllPostgres
    void tablesThatReferToEachOtherLoadWhereTheConstraintIsDeferrable(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);
        String tables = """
                CREATE TABLE a (id int PRIMARY KEY, b int);
                CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE, up int REFERENCES b);
                ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE;
                """;

        RunResult result =
                tenant.run(Source.of("V1__t.sql", tables, "d/a.csv", "id,b\n1,1\n", "d/b.csv", "id,a,up\n1,1,2\n2,1,\n")
                        .staticData("d")
                        .request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.staticData())
                .containsExactly(new TableCount("a", 1, 0, 0, 0), new TableCount("b", 2, 0, 0, 0));
    }

    @AllPostgres
    void rowsThatBringTheirOwnNumbersMoveTheSequenceOn(TestPostgres server) {
        TestTenant tenant = TestTenant.on(server);

        RunResult result = tenant.run(Source.of(
                        "V1__t.sql",
                        "CREATE TABLE \"Kind\" (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text DEFAULT 'none');",
                        "Kind.csv",
                        "id\n5\n7\n")
                .staticData("Kind.csv")
                .request());
        tenant.sql("INSERT INTO \"Kind\" DEFAULT VALUES");

        assertThat(result.failure()).isEmpty();
        assertThat(tenant.query("SELECT id, name FROM \"Kind\" ORDER BY id"))
                .containsExactly("5|none", "7|none", "8|none");
    }

    @Test
    void aColumnThatARowDoesNotMentionKeepsWhatItHas() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        String table = "CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'default', b text);";
        tenant.run("V1__t.sql", table);
        tenant.sql("INSERT INTO t VALUES (1, 'kept', 'old')");

        RunResult result = tenant.run(
                Source.of("V1__t.sql", table, "t.yaml", "- {id: 1, b: new}\n- {id: 2, b: x}\n- {id: 3, a: y, b: }\n")
                        .staticData("t.yaml")
                        .request());

        assertThat(result.staticData()).containsExactly(new TableCount("t", 2, 1, 0, 0));
        assertThat(tenant.query("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|kept|new", "2|default|x", "3|y|null");
    }

    @Test
    void aPartitionedTableAndAnEmptyFileAreFine() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        String tables = """
                CREATE TABLE p (id int, part int, name text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
                CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
                CREATE TABLE e (id int PRIMARY KEY);
                """;
        Source source = Source.of(
                        "V1__t.sql", tables, "p.csv", "id,part,name\n1,1,a\n1,2,b\n", "e.csv", "id\n", "f/e2.yaml", "")
                .staticData("p.csv", "e.csv");

        tenant.run(source.request());
        RunResult again = tenant.run(source.request());

        assertThat(again.failure()).isEmpty();
        assertThat(again.staticData())
                .containsExactly(new TableCount("e", 0, 0, 0, 0), new TableCount("p", 0, 0, 2, 0));
    }

    @Test
    void staticDataNeedsNoMigrations() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        tenant.run("V1__t.sql", TABLES);

        RunResult result = tenant.run(Source.of("currency.csv", "code,name\nEUR,Euro\n")
                .staticData("currency.csv")
                .request());

        assertThat(result.failure()).isEmpty();
        assertThat(result.staticData()).containsExactly(new TableCount("currency", 1, 0, 0, 0));
    }

    @Test
    void aHundredThousandRowsTakeASecondOrTwo() {
        TestTenant tenant = TestTenant.on(PostgresServers.newest());
        String rows = IntStream.range(0, 100_000)
                .mapToObj(n -> n + ",\"name, " + n + "\",1.25\n")
                .collect(Collectors.joining("", "id,name,price\n", ""));
        Source source = Source.of(
                        "V1__t.sql",
                        "CREATE TABLE big (id int PRIMARY KEY, name text, price numeric);",
                        "big.csv",
                        rows)
                .staticData("big.csv");

        RunResult first = tenant.run(source.request());
        long start = System.nanoTime();
        RunResult again = tenant.run(source.request());

        assertThat(first.staticData()).containsExactly(new TableCount("big", 100_000, 0, 0, 0));
        assertThat(again.staticData()).containsExactly(new TableCount("big", 0, 0, 100_000, 0));
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(10_000);
    }

    private static RunResult load(TestTenant tenant, String... files) {
        String[] all = IntStream.range(0, files.length + 2)
                .mapToObj(n -> n == 0 ? "V1__tables.sql" : n == 1 ? TABLES : files[n - 2])
                .toArray(String[]::new);
        return tenant.run(Source.of(all).staticData("*.csv", "*").request());
    }
}
