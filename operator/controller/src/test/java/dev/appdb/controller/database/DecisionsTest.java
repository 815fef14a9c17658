package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.Golden;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.Adoption;
import dev.appdb.postgres.Ensured;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Limits;
import dev.appdb.postgres.Wanted;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Resource and observation in, decision and status out, a folder for each case; see the README beside them. */
class DecisionsTest {
    private static final Settings SETTINGS = new Settings("appdb-system", "prod");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> everyCaseIsDecidedAndToldAsItsFilesSay() throws IOException {
        return Golden.cases("dev/appdb/controller/database", DecisionsTest::check);
    }

    private static void check(Golden golden) {
        AppDatabase database = golden.read("resource.yaml", AppDatabase.class);
        Observation seen = golden.read("observed.yaml", Observed.class).observation();

        Decision decision = Decide.next(database, seen, SETTINGS);

        golden.matches("decision.yaml", tree(decision));
        golden.matches("status.yaml", status(database, decision, golden.read("observed.yaml", Observed.class)));
    }

    private static Object status(AppDatabase database, Decision decision, Observed observed) {
        Report report = new Report(NOON);
        return switch (decision) {
            case Decision.Hold hold -> report.held(database, hold.state()).getStatus();
            case Decision.Propose proposal ->
                report.proposed(database, proposal).getStatus();
            case Decision.Keep keep -> report.kept(database, keep.trouble()).getStatus();
            case Decision.Leave leave -> database.getStatus();
            case Decision.Provision provision ->
                report.provisioned(database, provision, done(provision, observed))
                        .getStatus();
        };
    }

    private static Provisioned done(Decision.Provision provision, Observed observed) {
        Map<Kind, Instant> waiting = new EnumMap<>(Kind.class);
        Optional.ofNullable(observed.waiting())
                .orElse(Map.of())
                .forEach((kind, until) -> waiting.put(kind, Instant.parse(until)));
        return new Provisioned(provision.wanted(), new Ensured(List.of(), Map.of(), waiting), List.of(), Set.of());
    }

    private static Map<String, Object> tree(Decision decision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("decision", decision.getClass().getSimpleName());
        switch (decision) {
            case Decision.Hold hold -> tree.put("state", hold.state().getClass().getSimpleName());
            case Decision.Propose proposal ->
                tree.put("state", proposal.state().getClass().getSimpleName());
            case Decision.Keep keep -> tree.put("trouble", keep.trouble().reason());
            case Decision.Leave leave -> {}
            case Decision.Provision provision -> {
                Wanted wanted = provision.wanted();
                tree.put("mark", wanted.mark().toString());
                tree.put("access", wanted.app() + (wanted.readonly() ? ", with readonly" : ""));
                tree.put("limits", limits(wanted.limits()));
                tree.put("overlap", wanted.overlap().toString());
                tree.put("before", provision.before().toString());
                tree.put("rotation", provision.rotation().map(Object::toString).orElse("none"));
                tree.put("renewed", new TreeSet<>(provision.renewal().kinds()));
                tree.put("kept", new TreeSet<>(texts(provision.renewal().keep())));
                tree.put("recreatesSchema", provision.renewal().recreateSchema());
                tree.put("anyNamespace", provision.renewal().anyNamespace());
                tree.put("knownSecrets", new TreeSet<>(provision.ours().kinds().keySet()));
                tree.put(
                        "knownCopies",
                        provision.ours().copies().stream()
                                .map(copy -> copy.getMetadata().getName())
                                .toList());
            }
        }
        return tree;
    }

    private static Map<String, String> limits(Limits limits) {
        Map<String, String> all = new TreeMap<>();
        limits.connections().ifPresent(most -> all.put("connections", Integer.toString(most)));
        limits.statementTimeout().ifPresent(most -> all.put("statementTimeout", most.toString()));
        limits.lockTimeout().ifPresent(most -> all.put("lockTimeout", most.toString()));
        limits.idleInTransactionTimeout().ifPresent(most -> all.put("idleInTransactionTimeout", most.toString()));
        return all;
    }

    private static List<String> texts(Set<Identifier> names) {
        return names.stream().map(Identifier::name).toList();
    }

    /** {@code observed.yaml}; what is absent was not there. */
    record Observed(
            @Nullable Namespace namespace,
            @Nullable List<String> defaultClasses,
            @Nullable AppDatabaseClass databaseClass,
            @Nullable Map<Kind, Found> secrets,
            @Nullable Map<String, Found> others,
            @Nullable Set<Kind> refused,
            @Nullable Map<Kind, String> waiting,
            @Nullable Plan adoption,
            @Nullable Restoration restoration,
            @Nullable Problem trouble) {

        Observation observation() {
            Map<Kind, Secret> found = new EnumMap<>(Kind.class);
            Optional.ofNullable(secrets).orElse(Map.of()).forEach((kind, secret) -> found.put(kind, secret.secret("")));
            return new Observation(
                    NOON.instant(),
                    Optional.ofNullable(namespace),
                    Optional.ofNullable(defaultClasses).orElse(List.of()),
                    Optional.ofNullable(databaseClass),
                    List.of(),
                    found,
                    Optional.ofNullable(others).orElse(Map.of()).entrySet().stream()
                            .map(other -> other.getValue().secret(other.getKey()))
                            .toList(),
                    new Observation.Answers(
                            Optional.empty(),
                            Optional.ofNullable(refused).orElse(Set.of()),
                            Optional.ofNullable(adoption).map(Plan::adoption),
                            Optional.ofNullable(restoration),
                            Optional.ofNullable(trouble).map(Problem::trouble)));
        }
    }

    record Plan(String schema, String digest, List<String> changes, List<String> stays) {
        Adoption adoption() {
            return new Adoption(new Identifier(schema), digest, changes, stays);
        }
    }

    /** @param rotation that its password is of */
    record Found(@Nullable String owner, @Nullable String rotation, Map<String, String> keys) {
        Secret secret(String name) {
            Map<String, String> data = new TreeMap<>();
            keys.forEach((key, value) ->
                    data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
            return new SecretBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .addToAnnotations("appdb.dev/owner", owner)
                    .addToAnnotations("appdb.dev/rotation", rotation)
                    .endMetadata()
                    .withData(data)
                    .build();
        }
    }

    record Problem(Reason reason, String message, boolean heals) {
        Trouble trouble() {
            return new Trouble(reason, message, heals);
        }
    }
}
