package dev.appdb.migrate.staticdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.migrate.TestTenant;
import dev.appdb.migrate.TestTenant.Source;
import dev.appdb.migrate.exchange.Failure;
import dev.appdb.migrate.exchange.Outcome;
import dev.appdb.migrate.exchange.RunResult;
import dev.appdb.testkit.PostgresServers;
import org.junit.jupiter.api.Test;

/** Each mistake is told with file and line, and rolls everything back. */
class BadStaticDataTest {
    private static final String TABLES = """
            CREATE TABLE currency (code text PRIMARY KEY, name text NOT NULL, digits int CHECK (digits < 5), tags text[]);
            CREATE TABLE country (code text PRIMARY KEY, currency text REFERENCES currency);
            CREATE TABLE keyless (id int);
            CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) STORED);
            CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b));
            CREATE VIEW shown AS SELECT * FROM currency;
            """;

    private final TestTenant tenant = TestTenant.on(PostgresServers.newest());

    @Test
    void anUnknownTable() {
        Failure failure = failure("data/contry.csv", "code\nDE\n");

        assertThat(failure.file()).isEqualTo("data/contry.csv");
        assertThat(failure.message()).isEqualTo("there is no table contry in schema " + tenant.schema());
    }

    @Test
    void anotherSchema() {
        assertThat(failure("public.country.csv", "code\nDE\n").message()).isEqualTo("'public.country' names a schema");
    }

    @Test
    void anUnknownColumn() {
        Failure failure = failure("currency.csv", "code,Name\nEUR,Euro\n");

        assertThat(failure.message()).isEqualTo("table currency has no column 'Name'");
        assertThat(failure.hint()).isEqualTo("Write it as 'name'.");
        assertThat(failure("currency.csv", "code;name\nEUR;Euro\n").hint()).contains("commas, not semicolons");
    }

    @Test
    void aDuplicateKeyIsToldWithBothLines() {
        Failure failure = failure("pair.csv", "a,b\n1,1\n1,2\n01,1\n");

        assertThat(failure.message()).isEqualTo("lines 2 and 4 both have the key a, b = 1, 1");
        assertThat(failure.line()).isEqualTo(4);
    }

    @Test
    void aMissingKey() {
        Failure cell = failure("currency.csv", "code,name\nEUR,Euro\n,None\n");
        Failure column = failure("pair.csv", "a\n1\n");

        assertThat(cell.message()).contains("no value for column code");
        assertThat(cell.line()).isEqualTo(3);
        assertThat(column.message()).contains("column b is missing").contains("primary key of table pair");
    }

    @Test
    void aColumnThatIsGeneratedAlways() {
        assertThat(failure("made.csv", "id,a\n1,2\n").message())
                .isEqualTo("column id of table made is GENERATED ALWAYS, so no file can set it");
        assertThat(failure("made.csv", "twice\n1\n").message())
                .contains("column twice of table made is GENERATED ALWAYS");
    }

    @Test
    void aTableWithoutPrimaryKeyAndAView() {
        assertThat(failure("keyless.csv", "id\n1\n").message()).contains("has no primary key");
        assertThat(failure("shown.csv", "code\n1\n").message()).contains("is not a table");
    }

    @Test
    void aValueOfTheWrongType() {
        Failure failure = failure("currency.csv", "code,name,digits\nEUR,\"Euro\nof Europe\",2\nCHF,Franken,two\n");

        assertThat(failure.line()).isEqualTo(4);
        assertThat(failure.message())
                .isEqualTo("column digits (integer): invalid input syntax for type integer: \"two\"");
        assertThat(failure.sqlState()).isEqualTo("22P02");
    }

    @Test
    void aListWhereTextIsWanted() {
        Failure failure = failure(
                "currency.json",
                "[\n {\"code\": \"EUR\", \"name\": \"Euro\"},\n {\"code\": \"CHF\", \"name\": [\"a\"]}\n]");

        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure.message())
                .isEqualTo("column name of table currency is text, and the file gives a list or a map");
    }

    @Test
    void aRowThatNoOtherRowBacks() {
        Failure failure =
                failure("country.csv", "code,currency\nDE,EUR\nXX,XXX\n", "currency.csv", "code,name\nEUR,Euro\n");

        assertThat(failure.file()).isEqualTo("country.csv");
        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure.sqlState()).isEqualTo("23503");
        assertThat(failure.hint()).startsWith("Add the row that is referred to");
        assertThat(tenant.query("SELECT count(*) FROM currency")).containsExactly("0");
    }

    @Test
    void aValueThatAConstraintForbids() {
        Failure none = failure("currency.csv", "code,name\nEUR,Euro\nCHF,\n");
        Failure check = failure("currency.csv", "code,name,digits\nEUR,Euro,9\n");

        assertThat(none.line()).isEqualTo(3);
        assertThat(none.message()).contains("null value in column \"name\"");
        assertThat(check.file()).isEqualTo("currency.csv");
        assertThat(check.message()).contains("currency_digits_check");
    }

    @Test
    void aFileThatIsNotWhatItsNameSays() {
        assertThat(failure("currency.csv", "code,name\nEUR\n").message())
                .isEqualTo("the row has 1 cells, the header has 2");
        assertThat(failure("currency.csv", "code,name\nEUR,\"Euro\n").message())
                .isEqualTo("a quote opens here and never closes");
        assertThat(failure("currency.csv", "code,name\nEUR,\"Euro\"x\n").message())
                .isEqualTo("text follows a closing quote");
        assertThat(failure("currency.csv", "code,code\nEUR,x\n").message()).contains("'code' twice");
        assertThat(failure("currency.csv", "").message()).isEqualTo("the file is empty");
        assertThat(failure("currency.json", "{\"code\": 1}").message())
                .isEqualTo("the file is not an array of objects");
        assertThat(failure("currency.json", "[{\"code\": 1,\n}]").line()).isEqualTo(2);
        assertThat(failure("currency.json", "[{\"code\": 1, \"code\": 2}]").message())
                .contains("Duplicate field 'code'");
        assertThat(failure("currency.yaml", "code: EUR").message()).isEqualTo("the file is not a list of maps");
        assertThat(failure("currency.yaml", "- code: EUR\n  name: [").message()).startsWith("not YAML");
        assertThat(failure("currency.yaml", "- code: EUR\n  code: x\n").message())
                .isEqualTo("key 'code' is given twice");
        assertThat(failure("currency.yaml", "- &a\n  code: EUR\n  tags: [*a]\n").message())
                .contains("nested deeper");
    }

    @Test
    void aPathThatMatchesNothingAndTwoFilesForOneTable() {
        RunResult nothing = tenant.run(Source.of("V1__t.sql", TABLES, "country.csv", "code\n")
                .staticData("static/*.csv")
                .request());

        assertThat(nothing.failure().orElseThrow().message())
                .isEqualTo("staticData path 'static/*.csv' matches no CSV, JSON or YAML file of the source");
        assertThat(nothing.failure().orElseThrow().hint()).isEqualTo("Its files are country.csv.");
        assertThat(failure("a/country.csv", "code\n", "b/country.yaml", "").message())
                .isEqualTo("a/country.csv and b/country.yaml are both for table country");
    }

    private Failure failure(String... namesAndTexts) {
        String[] all = new String[namesAndTexts.length + 2];
        System.arraycopy(namesAndTexts, 0, all, 0, namesAndTexts.length);
        all[namesAndTexts.length] = "V1__tables.sql";
        all[namesAndTexts.length + 1] = TABLES;
        RunResult result = tenant.run(Source.of(all).staticData(".").request());
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        Failure failure = result.failure().orElseThrow();
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.hint()).isNotEmpty();
        assertThat(failure.file())
                .isEqualTo(namesAndTexts[0].equals("a/country.csv") ? namesAndTexts[2] : namesAndTexts[0]);
        return failure;
    }
}
