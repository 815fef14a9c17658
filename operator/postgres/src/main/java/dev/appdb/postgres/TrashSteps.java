package dev.appdb.postgres;

import dev.appdb.postgres.Transaction.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The statements that take a tenant's names from it and give them back; all of them the manager's to send. */
final class TrashSteps {
    private final Snapshot seen;
    private final Identifier manager;
    private final boolean grantsHaveOptions;

    TrashSteps(Held held) {
        this.seen = held.seen();
        this.manager = held.manager();
        this.grantsHaveOptions = held.grantsHaveOptions();
    }

    /** Of every role that may log in; sessions go on. */
    List<Step> lock() {
        return existing(seen.names().roles())
                .filter(role -> seen.roles().getOrDefault(role, Role.closed()).login())
                .map(role -> Step.of(new Change.SetLogin(role, false)))
                .toList();
    }

    static Step mark(Identifier owner, Mark mark) {
        return Step.of(new Change.SetMark(owner, mark));
    }

    /**
     * Passwords go with the Secrets that held them: should the tenant come back, its logins get new ones and none of
     * these opens again.
     */
    List<Step> forget() {
        return logins().flatMap(login -> Stream.of(
                        Step.of("ALTER ROLE %s PASSWORD NULL".formatted(login)),
                        Step.of("COMMENT ON ROLE %s IS NULL".formatted(login))))
                .toList();
    }

    /** They hold the old names as text, which a renaming leaves as it is: a new tenant's, before long. */
    List<Step> resetSettings() {
        return existing(seen.names().roles())
                .flatMap(role -> Stream.of(Parameter.ROLE, Parameter.SEARCH_PATH)
                        .filter(parameter -> seen.roles()
                                .getOrDefault(role, Role.closed())
                                .settings()
                                .containsKey(parameter))
                        .map(parameter -> Step.of(new Change.ResetParameter(role, parameter))))
                .toList();
    }

    /** All roles, and the schema as far as there is one and it is the owner's. */
    List<Step> rename(TenantNames to) {
        TenantNames from = seen.names();
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < from.roles().size(); index++) {
            Identifier role = from.roles().get(index);
            if (seen.roles().containsKey(role)) {
                steps.add(Step.of(
                        "ALTER ROLE %s RENAME TO %s".formatted(role, to.roles().get(index))));
            }
        }
        if (seen.schemaOwner().filter(from.owner()::equals).isPresent()) {
            steps.add(Step.of("GRANT %s TO %s%s".formatted(to.owner(), manager, inherited())));
            steps.add(Step.of("ALTER SCHEMA %s RENAME TO %s".formatted(from.schema(), to.schema())));
            steps.add(Step.of("REVOKE %s FROM %s".formatted(to.owner(), manager)));
        }
        return steps;
    }

    /** Gives the manager the roles' rights. Nobody can rename one from here to the transaction's end. */
    List<Step> join() {
        return existing(seen.names().roles())
                .flatMap(role -> Stream.of(
                        Step.of(new Change.SetLogin(role, false)),
                        Step.of("GRANT %s TO %s%s".formatted(role, manager, inherited()))))
                .toList();
    }

    /** After {@link #join}. All that any of the roles has becomes the owner's first, being of one another. */
    List<Step> drop() {
        Identifier owner = seen.names().owner();
        List<Identifier> all = existing(seen.names().roles()).toList();
        List<Identifier> others =
                all.stream().filter(role -> !role.equals(owner)).toList();
        List<Step> steps = new ArrayList<>();
        others.forEach(role -> steps.add(Step.of("REASSIGN OWNED BY %s TO %s".formatted(role, owner))));
        // one role a statement: several at once fail with XX000 where one's objects are on the other's
        all.forEach(role -> steps.add(Step.of("DROP OWNED BY %s RESTRICT".formatted(role))));
        steps.add(Step.of("DROP ROLE "
                + String.join(", ", all.stream().map(Identifier::toString).toList())));
        return steps;
    }

    private Stream<Identifier> logins() {
        return Stream.of(Kind.values()).flatMap(kind -> existing(seen.names().logins(kind)));
    }

    private Stream<Identifier> existing(List<Identifier> roles) {
        return roles.stream().filter(seen.roles()::containsKey);
    }

    /** What a schema's renaming and DROP OWNED ask for; before 16 every membership of a manager is one. */
    private String inherited() {
        return grantsHaveOptions ? " WITH INHERIT TRUE" : "";
    }
}
