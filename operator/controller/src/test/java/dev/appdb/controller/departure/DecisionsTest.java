package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.controller.Golden;
import dev.appdb.controller.cluster.Presence;
import dev.appdb.controller.status.Notice;
import dev.appdb.postgres.Mark;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Class and observation in, decision and Event out, a folder for each case; see the README beside them. */
class DecisionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TestFactory
    Stream<DynamicTest> everyCaseIsDecidedAndToldAsItsFilesSay() throws IOException {
        return Golden.cases("dev/appdb/controller/departure", DecisionsTest::check);
    }

    private static void check(Golden golden) {
        AppDatabaseClass databaseClass = golden.read("class.yaml", AppDatabaseClass.class);
        Observation seen = golden.read("observed.yaml", Observed.class).observation(databaseClass);

        golden.matches("decision.yaml", tree(seen, Decide.next(seen)));
    }

    private static Map<String, Object> tree(Observation seen, Decision decision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("decision", decision.getClass().getSimpleName());
        tree.put("asksForIt", !Decide.isSettled(seen));
        switch (decision) {
            case Decision.Leave leave -> tree.put("why", leave.why());
            case Decision.Orphan orphan -> {
                tree.put("since", orphan.since().toString());
                tree.put("event", text(News.orphaned(seen.mark(), orphan.next(), seen.rules())));
            }
            case Decision.Lock lock -> tree.put("event", text(News.locked(seen.mark())));
            case Decision.Miss miss -> {}
            case Decision.Trash trash -> {}
        }
        return tree;
    }

    private static String text(Notice notice) {
        return "%s %s: %s".formatted(notice.warning() ? "Warning" : "Normal", notice.reason(), notice.message());
    }

    /** {@code observed.yaml}; what is absent was not so, or not there. */
    record Observed(
            @Nullable Boolean trashOnDelete,
            @Nullable Instant orphaned,
            @Nullable Boolean locked,
            @Nullable Boolean inUse,
            @Nullable Boolean firstLook,
            @Nullable There present,
            @Nullable Instant goneOfDefinitionSince,
            @Nullable Last deleted,
            @Nullable Map<String, String> namespaceLabels) {

        Observation observation(AppDatabaseClass databaseClass) {
            Mark mark = Mark.of("prod", "shop", "uid-1", "orders", "shared")
                    .withTrashOnDelete(Boolean.TRUE.equals(trashOnDelete))
                    .withOrphaned(Optional.ofNullable(orphaned));
            var seen = new Observation(
                    mark,
                    !Boolean.TRUE.equals(locked),
                    Boolean.TRUE.equals(inUse),
                    NOON,
                    Rules.of(databaseClass),
                    presence(),
                    !Boolean.TRUE.equals(firstLook),
                    Optional.empty(),
                    LastWord.UNHEARD);
            return Optional.ofNullable(deleted)
                    .map(last -> last.deleted())
                    .map(last -> seen.with(last.madeAt(), last.lastWord(databaseClass, this::namespace)))
                    .orElse(seen);
        }

        private Presence presence() {
            if (present != null) {
                return new Presence.Present(present.namespaceUid(), Optional.ofNullable(present.boundClass()));
            }
            return Optional.ofNullable(goneOfDefinitionSince)
                    .<Presence>map(Presence.Gone::new)
                    .orElseGet(() -> new Presence.Unknown("the definition of all AppDatabases is gone or going"));
        }

        private Optional<Namespace> namespace() {
            return Optional.ofNullable(namespaceLabels).map(labels -> new NamespaceBuilder()
                    .withNewMetadata()
                    .withName("shop")
                    .withLabels(labels)
                    .endMetadata()
                    .build());
        }
    }

    record There(String namespaceUid, @Nullable String boundClass) {}

    record Last(
            Instant madeAt,
            @Nullable DeletionPolicy policy,
            @Nullable Boolean confirmed) {
        Deleted deleted() {
            return new Deleted(madeAt, Optional.ofNullable(policy), Boolean.TRUE.equals(confirmed));
        }
    }
}
