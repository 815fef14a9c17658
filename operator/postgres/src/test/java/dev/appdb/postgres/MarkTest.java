package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The comment is a format: what was written by one version has to be read by all later ones. */
final class MarkTest {
    private static final String OLDEST = """
            {"appdb":1,"cluster":"east","namespace":"shop","namespaceUid":"uid","name":"orders","class":"standard"}""";
    private static final String FULL = """
            {"appdb":1,"cluster":"east","namespace":"shop","namespaceUid":"uid","name":"orders","class":"standard",\
            "schema":"sales","trashOnDelete":true,"orphaned":"2026-11-23T18:00:00Z",\
            "trashed":"2026-11-23T19:00:00.000001Z"}""";
    private static final Mark PLAIN = Mark.of("east", "shop", "uid", "orders", "standard");
    private static final Instant SINCE = Instant.parse("2026-11-23T18:00:00Z");
    private static final Mark WHOLE = PLAIN.withSchema(Optional.of(new Identifier("sales")))
            .withTrashOnDelete(true)
            .withOrphaned(Optional.of(SINCE))
            .withTrashed(Optional.of(SINCE.plusSeconds(3600).plusNanos(1000)));

    @Example
    void aCommentOfTheFirstVersionIsAPlainMarkAndIsWrittenLikeThatStill() {
        assertThat(Mark.read(OLDEST)).contains(PLAIN);
        assertThat(PLAIN.comment()).isEqualTo(OLDEST);
    }

    @Example
    void whatMayBeAbsentStandsAfterAllElse() {
        assertThat(WHOLE.comment()).isEqualTo(FULL);
        assertThat(Mark.read(FULL)).contains(WHOLE);
    }

    @Example
    void whatALaterVersionAddsIsPassedOver() {
        assertThat(Mark.read(FULL.replace("\"schema\"", "\"later\":[1],\"schema\"")))
                .contains(WHOLE);
    }

    @Example
    void itIsTheSameTenantWhateverBecameOfIt() {
        assertThat(WHOLE.isSameTenant(PLAIN)).isTrue();
        assertThat(PLAIN.isSameTenant(Mark.of("east", "shop", "another uid", "orders", "standard")))
                .isFalse();
    }

    @Example
    void aSchemaOfItsOwnChangesNoRole() {
        assertThat(WHOLE.names().schema()).isEqualTo(new Identifier("sales"));
        assertThat(WHOLE.names().roles()).isEqualTo(PLAIN.names().roles());
        assertThat(PLAIN.names()).isEqualTo(TenantNames.of(PLAIN.key()));
    }

    @Example
    void whatIsNoMarkOfOursIsNone() {
        for (String comment : List.of(
                "",
                "{}",
                "owner of the shop",
                "{\"appdb\":1,",
                "{\"appdb\":1,\"cluster\":\"c\"}",
                "{\"appdb\":1,\"cluster\":\"c\",\"namespace\":\"a/b\",\"name\":\"x\"}",
                FULL.replace("2026-11-23T18", "yesterday"),
                FULL.replace("\"sales\"", "\"\""))) {
            assertThat(Mark.read(comment)).as(comment).isEmpty();
        }
    }

    @Property
    void everyMarkReadsBackWholeAndStartsWithItsClustersPrefix(
            @ForAll("texts") String cluster,
            @ForAll("texts") String className,
            @ForAll("schemas") Optional<Identifier> schema,
            @ForAll boolean trashOnDelete,
            @ForAll("instants") Optional<Instant> orphaned,
            @ForAll("instants") Optional<Instant> trashed) {
        Mark mark = new Mark(cluster, "shop", "uid", "orders", className, schema, trashOnDelete, orphaned, trashed);
        assertThat(Mark.read(mark.comment())).contains(mark);
        assertThat(mark.comment()).startsWith(Mark.prefix(cluster));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("'\"\\$;-/*{}?:%\n\t ,=äß€😀".toCharArray())
                .withCharRange('a', 'f')
                .ofMaxLength(25)
                .filter(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text));
    }

    @Provide
    Arbitrary<Optional<Identifier>> schemas() {
        return texts().filter(name -> !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= 63)
                .map(Identifier::new)
                .optional();
    }

    @Provide
    Arbitrary<Optional<Instant>> instants() {
        return Arbitraries.longs()
                .between(-1L << 40, 1L << 40)
                .map(Instant::ofEpochMilli)
                .optional();
    }
}
