package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.Golden;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Role;
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
        golden.matches("status.yaml", status(database, decision));
    }

    private static Object status(AppDatabase database, Decision decision) {
        Report report = new Report(new Conditions(NOON));
        return switch (decision) {
            case Decision.Hold hold -> report.held(database, hold.state()).getStatus();
            case Decision.Keep keep -> report.kept(database, keep.trouble()).getStatus();
            case Decision.Leave leave -> database.getStatus();
            case Decision.Provision provision ->
                report.provisioned(database, provision).getStatus();
        };
    }

    private static Map<String, Object> tree(Decision decision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("decision", decision.getClass().getSimpleName());
        switch (decision) {
            case Decision.Hold hold -> tree.put("state", hold.state().getClass().getSimpleName());
            case Decision.Keep keep -> tree.put("trouble", keep.trouble().reason());
            case Decision.Leave leave -> {}
            case Decision.Provision provision -> {
                tree.put("mark", provision.wanted().mark().toString());
                tree.put("logins", logins(provision));
                tree.put("withoutPassword", new TreeSet<>(provision.withoutPassword()));
                tree.put("knownSecrets", new TreeSet<>(provision.secrets().keySet()));
            }
        }
        return tree;
    }

    private static Map<String, String> logins(Decision.Provision provision) {
        Map<String, String> logins = new TreeMap<>();
        provision.wanted().roles().forEach((name, role) -> {
            if (role.login()) {
                logins.put(name.name(), line(role));
            }
        });
        return logins;
    }

    private static String line(Role role) {
        Map<String, String> settings = new TreeMap<>();
        role.settings().forEach((parameter, value) -> settings.put(parameter.setting(), value));
        return "CONNECTION LIMIT " + role.connectionLimit() + " " + settings;
    }

    /** {@code observed.yaml}; what is absent was not there. */
    record Observed(
            @Nullable Namespace namespace,
            @Nullable List<String> defaultClasses,
            @Nullable AppDatabaseClass databaseClass,
            @Nullable Map<Kind, Found> secrets,
            @Nullable Set<Kind> refused,
            @Nullable Problem trouble) {

        Observation observation() {
            Map<Kind, Secret> found = new EnumMap<>(Kind.class);
            Optional.ofNullable(secrets).orElse(Map.of()).forEach((kind, secret) -> found.put(kind, secret.secret()));
            return new Observation(
                    Optional.ofNullable(namespace),
                    Optional.ofNullable(defaultClasses).orElse(List.of()),
                    Optional.ofNullable(databaseClass),
                    found,
                    Optional.ofNullable(refused).orElse(Set.of()),
                    Optional.ofNullable(trouble).map(Problem::trouble));
        }
    }

    record Found(@Nullable String owner, Map<String, String> keys) {
        Secret secret() {
            Map<String, String> data = new TreeMap<>();
            keys.forEach((key, value) ->
                    data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
            return new SecretBuilder()
                    .withNewMetadata()
                    .addToAnnotations("appdb.dev/owner", owner)
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
