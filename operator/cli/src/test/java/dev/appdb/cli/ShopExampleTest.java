package dev.appdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.cli.manifest.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShopExampleTest {

    @Test
    void theNextReleaseEditsNoMigrationOfTheFirst() {
        Map<String, String> first = migrations(Shop.EXAMPLE.resolve("source.yaml"));
        Map<String, String> next = migrations(Shop.EXAMPLE.resolve("next").resolve("source.yaml"));

        assertThat(first).hasSizeGreaterThanOrEqualTo(6);
        assertThat(next).containsAllEntriesOf(first).hasSize(first.size() + 1);
    }

    @Test
    void theDemoTakesItFromNothingToRowsAndToTheNextRelease() {
        Run run = Run.of("local", "demo", Shop.EXAMPLE.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "the gate of Deployment/shop waits: ",
                        "applied V8__newsletter.sql",
                        "the gate of Deployment/shop opens: ",
                        "schema default__shop",
                        "shop-db-migrator (default__shop_migrator_a): DATABASE_URL",
                        "default__shop_readonly_b",
                        "customer_order        │ table │ 0",
                        "Eesti       │ Teapot, cast iron             │ 22.0 │ 96.38",
                        "the gate of Deployment/shop waits: ",
                        "applied V9__vouchers.sql",
                        "the gate of Deployment/shop opens: ",
                        "tax_rate │ 3        │ 2       │ 16        │ 0",
                        "Eesti       │ Teapot, cast iron             │ 24.0 │ 97.96",
                        "Done in");
    }

    private static Map<String, String> migrations(Path file) {
        ConfigMap source =
                (ConfigMap) new Manifests("default").read(List.of(file)).getFirst();
        Map<String, String> migrations = new TreeMap<>(source.getData());
        migrations.keySet().removeIf(name -> !name.startsWith("V"));
        return migrations;
    }
}
