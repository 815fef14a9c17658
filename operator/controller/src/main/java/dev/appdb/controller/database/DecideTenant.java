package dev.appdb.controller.database;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseSpec.SecretCopy;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.database.Decision.Before;
import dev.appdb.controller.database.Decision.Ours;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.Terms;
import dev.appdb.postgres.Adoption;
import dev.appdb.postgres.Identifier;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import dev.appdb.postgres.Renewal;
import dev.appdb.postgres.Wanted;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What to do about the tenant and its Secrets, once class and terms are agreed. */
final class DecideTenant {
    private final AppDatabase database;
    private final Terms.Agreed terms;
    private final Wanted wanted;
    private final ConnectionSecrets secrets;
    private final Observation seen;

    private DecideTenant(
            AppDatabase database, Terms.Agreed terms, Wanted wanted, ConnectionSecrets secrets, Observation seen) {
        this.database = database;
        this.terms = terms;
        this.wanted = wanted;
        this.secrets = secrets;
        this.seen = seen;
    }

    static Decision of(
            AppDatabase database,
            AppDatabaseClass databaseClass,
            Namespace namespace,
            Terms.Agreed terms,
            Observation seen,
            Settings settings) {
        String uid = namespace.getMetadata().getUid();
        Wanted wanted =
                WantedTenant.of(database, databaseClass.getMetadata().getName(), uid, settings.clusterId(), terms);
        var secrets = new ConnectionSecrets(
                database,
                databaseClass,
                uid,
                wanted.names().schema(),
                seen.server().authority());
        return new DecideTenant(database, terms, wanted, secrets, seen).decide();
    }

    private Decision decide() {
        Optional<State> obstacle = foreignSecrets()
                .or(this::badCopy)
                .or(() -> seen.server().trouble().map(trouble -> trouble.state()))
                .or(this::unrestorable);
        if (obstacle.isPresent()) {
            return new Decision.Hold(obstacle.get());
        }
        Before before = before();
        Optional<Adoption> open =
                seen.server().adoption().filter(plan -> !before.equals(new Before.Adopt(plan.digest())));
        return open.<Decision>map(plan -> new Decision.Propose(proposal(plan), shown(plan)))
                .orElseGet(() -> provision(before));
    }

    private Decision.Provision provision(Before before) {
        Map<Kind, Secret> ours = new EnumMap<>(Kind.class);
        seen.secrets().forEach((kind, secret) -> {
            if (secrets.areOurs(secret)) {
                ours.put(kind, secret);
            }
        });
        List<Secret> copies = seen.others().stream().filter(secrets::areOurs).toList();
        Optional<RotationRequest> rotation = RotationRequest.of(database, terms.interval(), seen.now());
        return new Decision.Provision(
                terms, wanted, renewal(rotation, ours), before, refused(), rotation, secrets, new Ours(ours, copies));
    }

    private Renewal renewal(Optional<RotationRequest> rotation, Map<Kind, Secret> ours) {
        Set<Kind> kinds = wanted.kinds().stream()
                .filter(kind -> usable(kind).isEmpty()
                        || rotation.filter(due -> due.isFor(kind, ours)).isPresent())
                .collect(toCollection(() -> EnumSet.noneOf(Kind.class)));
        Set<Identifier> keep = wanted.kinds().stream()
                .flatMap(kind -> usable(kind).stream())
                .map(login -> new Identifier(login.user()))
                .collect(toSet());
        return new Renewal(kinds, keep, recreatesSchema(), terms.readopt());
    }

    private Set<Kind> refused() {
        return wanted.kinds().stream().filter(seen.server().refused()::contains).collect(toSet());
    }

    /** A password is taken from the Secret or made new; it is nowhere else. */
    private Optional<Login> usable(Kind kind) {
        return Optional.ofNullable(seen.secrets().get(kind))
                .filter(secret -> !seen.server().refused().contains(kind))
                .flatMap(ConnectionSecret::login)
                .filter(login -> wanted.names().logins(kind).stream()
                        .map(Identifier::name)
                        .anyMatch(login.user()::equals));
    }

    /** Only where the loss of this very moment was read and accepted. */
    private boolean recreatesSchema() {
        return Annotations.of(database, AppDb.RECREATE_SCHEMA)
                .filter(since -> Conditions.find(Report.conditionsOf(database), Conditions.READY)
                        .filter(ready -> Reason.SchemaMissing.name().equals(ready.getReason()))
                        .filter(ready -> since.equals(ready.getLastTransitionTime()))
                        .isPresent())
                .isPresent();
    }

    private Before before() {
        Optional<Restoration> restoration = seen.server().restoration();
        if (restoration.equals(Optional.of(Restoration.POSSIBLE))) {
            return new Before.Restore(restore());
        }
        return seen.server()
                .adoption()
                .map(Adoption::digest)
                .filter(digest -> Annotations.of(database, AppDb.ADOPT).equals(Optional.of(digest)))
                .<Before>map(Before.Adopt::new)
                .orElseGet(Before.Nothing::new);
    }

    private Optional<State> unrestorable() {
        return seen.server().restoration().flatMap(this::unrestorable);
    }

    private Optional<State> unrestorable(Restoration restoration) {
        boolean made = Optional.ofNullable(database.getStatus())
                .map(AppDatabaseStatus::schema)
                .isPresent();
        return switch (restoration) {
            case POSSIBLE, DONE -> Optional.empty();
            case NAME_LIVES ->
                Optional.of(new State.Stalled(
                        Reason.Conflict,
                        ("annotation %s: %s can't be restored, since there is a tenant of this name. Remove the"
                                        + " annotation to keep what is there, or let that go first: delete this"
                                        + " AppDatabase with deletionPolicy Delete and apply it again with the annotation")
                                .formatted(AppDb.RESTORE, restore())));
            case UNKNOWN ->
                made
                        ? Optional.empty()
                        : Optional.of(new State.Stalled(
                                Reason.TrashNotFound,
                                ("annotation %s: the trash of AppDatabaseClass %s has no %s of %s (its status.trash lists"
                                                + " all). Correct the annotation, or remove it to start empty")
                                        .formatted(
                                                AppDb.RESTORE,
                                                secrets.databaseClass()
                                                        .getMetadata()
                                                        .getName(),
                                                restore(),
                                                wanted.mark().key())));
        };
    }

    private String restore() {
        return Annotations.of(database, AppDb.RESTORE).orElse("");
    }

    private State proposal(Adoption plan) {
        return new State.Stalled(
                Reason.AdoptionPending,
                ("schema %s is there already, with data that is not AppDB's. Adopting it makes the changes that"
                                + " status.adoption lists, all in one transaction. To agree to them: %s")
                        .formatted(plan.schema().name(), Annotations.command(database, AppDb.ADOPT, plan.digest())));
    }

    private static AppDatabaseStatus.Adoption shown(Adoption plan) {
        List<String> lines = Stream.concat(
                        plan.changes().stream(), plan.stays().stream().map(right -> "stays: " + right))
                .limit(Adoption.MOST_LINES)
                .toList();
        return new AppDatabaseStatus.Adoption(plan.digest(), lines);
    }

    private Optional<State> foreignSecrets() {
        Stream<String> ofKinds = wanted.kinds().stream()
                .filter(kind -> Optional.ofNullable(seen.secrets().get(kind))
                        .filter(secret -> !secrets.areOurs(secret))
                        .isPresent())
                .map(secrets::name);
        Stream<String> copy = copyName().stream().filter(name -> seen.others().stream()
                .filter(other -> other.getMetadata().getName().equals(name))
                .anyMatch(other -> !secrets.areOurs(other)));
        Set<String> foreign = Stream.concat(ofKinds, copy).collect(toCollection(TreeSet::new));
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(new State.Stalled(
                        Reason.Conflict,
                        ("Secret %s is not of this AppDatabase and is left as it is. Rename or delete it, or rename this"
                                        + " AppDatabase or its spec.secret")
                                .formatted(String.join(", ", foreign))));
    }

    private Optional<State> badCopy() {
        Optional<String> taken = copyName()
                .filter(name -> Stream.of(Kind.values()).map(secrets::name).anyMatch(name::equals));
        Optional<String> unknown = ConnectionSecrets.copy(database)
                .map(ConnectionSecrets::template)
                .flatMap(SecretTemplate::unknown);
        return taken.map(name ->
                        "spec.secret.name: %s is a connection Secret itself. Choose another name".formatted(name))
                .or(() -> unknown.map(
                        key -> "spec.secret.template: {{%s}} is no key of the app's Secret: those are %s. Correct it"
                                .formatted(key, String.join(", ", new TreeSet<>(ConnectionKeys.NAMES)))))
                .map(message -> new State.Stalled(Reason.SecretInvalid, message));
    }

    private Optional<String> copyName() {
        return ConnectionSecrets.copy(database).map(SecretCopy::name);
    }
}
