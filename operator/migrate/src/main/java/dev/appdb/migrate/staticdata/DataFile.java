package dev.appdb.migrate.staticdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.appdb.migrate.exchange.FailedRun;
import dev.appdb.migrate.exchange.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;

/** What one file says one table should hold. */
record DataFile(String file, String table, List<DataRow> rows) {

    /** @throws FailedRun with the line, where the file is not what its name says */
    static DataFile read(String file, byte[] bytes) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        String table = name.substring(0, name.lastIndexOf('.'));
        if (table.contains(".")) {
            throw broken(
                    file,
                    0,
                    "'%s' names a schema".formatted(table),
                    "Static data goes to the tenant's own schema only: name the file <table>.csv, .json or .yaml.");
        }
        String text = utf8(file, bytes);
        String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        List<DataRow> rows =
                switch (kind) {
                    case "csv" -> new CsvFile(file, text).rows();
                    case "json" -> new JsonFile(file, text).rows();
                    default -> new YamlFile(file, text).rows();
                };
        return new DataFile(file, table, rows);
    }

    static FailedRun broken(String file, int line, String message, String hint) {
        return new FailedRun(Failure.needsPerson(message, hint).in(file, line));
    }

    private static String utf8(String file, byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new FailedRun(
                    Failure.needsPerson(
                                    "%s is not UTF-8".formatted(file),
                                    "Save the file as UTF-8 (iconv -f LATIN1 -t UTF-8 converts a Latin-1 file).")
                            .in(file, 0),
                    e);
        }
    }
}
