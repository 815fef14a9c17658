package dev.appdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.author.console.Console;
import dev.appdb.testkit.PostgresServers;
import dev.appdb.testkit.TestAdmin;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalUpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theShopSettlesAndStepsAreToldAsTheyHappen(@TempDir Path directory) {
        Shop shop = Shop.in(directory);

        Run run = Run.of("local", "up", "--once", "-f", shop.toString());

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "Deployment/shop  is not run here",
                        "✓ AppDatabaseClass/shared  Ready",
                        "✓ AppDatabase/shop  Provisioned: schema default__shop",
                        "AppMigration/shop  Migrating",
                        "applied V1__customers.sql",
                        "applied V8__newsletter.sql",
                        "static data tax_rate: 18 inserted",
                        "✓ AppMigration/shop  Migrated: the schema is at version 8",
                        "✓ AppMigration/shop  is ready");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aBrokenMigrationIsReportedWithFileLineAndSqlStateAndItsCorrectionGoesThrough(
            @TempDir Path directory, @TempDir Path data) {
        Shop shop = Shop.in(directory).edit("quantity   integer", "quantity   integr");
        String[] command = {"local", "up", "--once", "-f", shop.toString(), "--data", data.toString()};

        Run broken = Run.of(command);
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out())
                .contains("✗ AppMigration/shop  MigrationFailed", "V5__order_lines.sql, line 5", "SQLSTATE 42704")
                .contains("type \"integr\" does not exist")
                .contains("applied V4__orders.sql")
                .doesNotContain("V6__product_sales.sql");

        shop.edit("quantity   integr", "quantity   integer");
        Run corrected = Run.of(command);
        assertThat(corrected.exitCode()).as(corrected.out()).isZero();
        assertThat(corrected.out()).contains("applied V5__order_lines.sql").doesNotContain("applied V4__orders.sql");
    }

    @Test
    void anotherStartOnTheSameDataFindsAllThereAndRunsNothing(@TempDir Path directory, @TempDir Path data) {
        Shop shop = Shop.in(directory);
        String[] command = {"local", "up", "--once", "-f", shop.toString(), "--data", data.toString()};

        assertThat(Run.of(command).exitCode()).isZero();
        Run again = Run.of(command);

        assertThat(again.exitCode()).as(again.out()).isZero();
        assertThat(again.out()).doesNotContain("starts Job", "applied V");
    }

    @Test
    void whileUpAnEditedSourceIsMigratedAndTheAppSeesIt(@TempDir Path directory, @TempDir Path data) throws Exception {
        Shop shop = Shop.in(directory);
        var out = new StringWriter();
        Thread up = Thread.ofPlatform().start(() -> {
            int unused =
                    Run.commandLine(out, out).execute("local", "up", "-f", shop.toString(), "--data", data.toString());
        });
        try {
            awaitOutput(out, "Follows the manifests until Ctrl-C.");
            Console console = new Console(secret(data.resolve("secrets/default/shop-db")));
            assertThat(console.query("SELECT count(*) FROM country").rows().getFirst())
                    .containsExactly("6");

            shop.next();

            awaitOutput(out, "Migrated: the schema is at version 9");
            assertThat(console.query("SELECT percent FROM tax_rate WHERE country_code = 'EE' AND tax_kind = 'food'")
                            .rows()
                            .getFirst())
                    .containsExactly("24.0");
            assertThat(console.query("SELECT count(*) FROM country").rows().getFirst())
                    .containsExactly("7");
        } finally {
            up.interrupt();
            up.join();
        }
    }

    @Test
    void aManifestThatBecomesWrongIsSaidAndWhatIsThereStays(@TempDir Path directory) throws Exception {
        Shop shop = Shop.in(directory);
        var out = new StringWriter();
        Thread up = Thread.ofPlatform().start(() -> {
            int unused = Run.commandLine(out, out).execute("local", "up", "-f", shop.toString());
        });
        try {
            awaitOutput(out, "Follows the manifests until Ctrl-C.");
            Files.writeString(directory.resolve("appmigration.yaml"), "kind: [");
            awaitOutput(out, "what was there before stays");
            assertThat(up.isAlive()).isTrue();
        } finally {
            up.interrupt();
            up.join();
        }
    }

    @Test
    void passwordsAreInFilesForThisUserOnlyAndNowhereElse(@TempDir Path directory, @TempDir Path data)
            throws IOException {
        Shop shop = Shop.in(directory);

        Run run = Run.of("local", "up", "--once", "-o", "yaml", "-f", shop.toString(), "--data", data.toString());

        Path secret = data.resolve("secrets/default/shop-db");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(run.out() + run.err()).doesNotContain(Files.readString(secret.resolve("password")));
    }

    @Test
    void theResourcesWithTheirStatusArePrintedForPrograms(@TempDir Path directory) {
        Run run = Run.of(
                "local", "up", "--once", "-o", "yaml", "-f", Shop.in(directory).toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("---\napiVersion: \"appdb.dev/v1alpha1\"")
                .contains("kind: \"AppMigration\"", "currentVersion: \"8\"", "phase: \"Succeeded\"")
                .doesNotContain("✓");
        assertThat(run.err()).contains("✓ AppMigration/shop  is ready");
    }

    @Test
    void aFolderStandsForAnImageAndAMissingOneIsAskedFor(@TempDir Path manifests, @TempDir Path image)
            throws IOException {
        Files.writeString(manifests.resolve("shop.yaml"), """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabase
                metadata: {name: shop}
                spec: {}
                ---
                apiVersion: appdb.dev/v1alpha1
                kind: AppMigration
                metadata: {name: shop}
                spec:
                  databaseRef: {name: shop}
                  source:
                    image: {reference: "registry/shop:1.2", path: /app/db}
                """);
        Files.createDirectories(image.resolve("app/db"));
        Files.writeString(image.resolve("app/db/V1__a.sql"), "CREATE TABLE a (id int);");

        Run asked = Run.of("local", "up", "--once", "-f", manifests.toString());
        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.err()).contains("say --image registry/shop:1.2=DIR");

        Run run = Run.of("local", "up", "--once", "-f", manifests.toString(), "--image", "registry/shop:1.2=" + image);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("AppDatabaseClass/local", "applied V1__a.sql");
    }

    @Test
    void aClassThatAManifestDefinesIsUsedAndNoServerIsStarted(@TempDir Path directory) throws IOException {
        TestAdmin admin = PostgresServers.version(16).createAdmin();
        Shop shop = Shop.in(directory);
        Files.writeString(directory.resolve("class.yaml"), """
                apiVersion: appdb.dev/v1alpha1
                kind: AppDatabaseClass
                metadata: {name: shared}
                spec:
                  connection:
                    url: %s
                    passwordSecretRef: {name: admin, key: password}
                  allowedNamespaces: {from: All}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: admin, namespace: appdb-system}
                stringData: {password: %s}
                """.formatted(admin.url(), admin.password()));

        Run run = Run.of("local", "up", "--once", "-f", shop.toString());

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("AppDatabaseClass/shared  Ready: PostgreSQL 16.", "version 8")
                .doesNotContain("listens on", admin.password());
    }

    private static void awaitOutput(StringWriter out, String text) {
        Awaitility.await(text).atMost(PATIENCE).until(() -> out.toString().contains(text));
    }

    private static Map<String, String> secret(Path folder) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                keys.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return keys;
    }
}
