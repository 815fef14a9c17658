package dev.appdb.migrate.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

    @Test
    void aMountedConfigMapAndItsDataHaveOneDigest(@TempDir Path root) throws IOException {
        Path version = Files.createDirectories(root.resolve("..2024_01_01"));
        Files.writeString(version.resolve("V1__a.sql"), "SELECT 1;");
        Files.writeString(version.resolve("country.csv"), "code\nDE\n");
        Files.writeString(version.resolve("README.md"), "hello");
        Files.createSymbolicLink(root.resolve("..data"), version.getFileName());
        for (String key : new String[] {"V1__a.sql", "country.csv", "README.md"}) {
            Files.createSymbolicLink(root.resolve(key), Path.of("..data", key));
        }

        SourceFiles mounted = SourceFiles.read(root);

        assertThat(mounted.contents().keySet()).containsExactly("V1__a.sql", "country.csv");
        assertThat(mounted.digest())
                .isEqualTo(SourceFiles.of(
                                Map.of("V1__a.sql", "SELECT 1;", "country.csv", "code\nDE\n", "README.md", "other"))
                        .digest())
                .matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void namesAndContentsAreKeptApart() {
        assertThat(SourceFiles.of(Map.of("a.sql", "b.sql")).digest())
                .isNotEqualTo(SourceFiles.of(Map.of("a.sqlb.sql", "")).digest());
        assertThat(SourceFiles.of(Map.of("a.sql", "1", "b.sql", "2")).digest())
                .isNotEqualTo(SourceFiles.of(Map.of("a.sql", "2", "b.sql", "1")).digest());
        assertThat(SourceFiles.of(Map.of("a.sql", "1"))).isEqualTo(SourceFiles.of(Map.of("a.sql", "1")));
    }

    @Test
    void subdirectoriesAreRead(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("db/migration"));
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve("db/migration/V1__a.SQL"), "");
        Files.writeString(root.resolve("db/x.sql.conf"), "");
        Files.writeString(root.resolve("db/t.yml"), "");
        Files.writeString(root.resolve(".git/V2__b.sql"), "");

        SourceFiles files = SourceFiles.read(root);

        assertThat(files.contents().keySet()).containsExactly("db/migration/V1__a.SQL", "db/t.yml", "db/x.sql.conf");
        assertThat(files.sql().contents()).hasSize(2);
        assertThat(files.data().contents()).hasSize(1);
    }
}
