package dev.appdb.postgres;

import dev.appdb.postgres.Transaction.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The changes of one transaction with who makes each: roles are the manager's to change, rights in the schema the
 * owner's. For as long as that takes the manager is a member of the tenant's roles, and no longer: PostgreSQL follows
 * every membership at the next check of a privilege, which made an admin of a thousand tenants slow.
 */
final class Script {
    private final Identifier manager;
    private final TenantNames names;
    private final boolean grantsHaveOptions;
    private final List<Step> steps = new ArrayList<>();
    private boolean isMember;
    private boolean isOwner;

    private Script(Identifier manager, TenantNames names, int serverVersion) {
        this.manager = manager;
        this.names = names;
        this.grantsHaveOptions = serverVersion >= 16;
    }

    static List<Step> of(List<Change> changes, TenantNames names, Identifier manager, int serverVersion) {
        Script script = new Script(manager, names, serverVersion);
        script.act(manager);
        changes.forEach(script::add);
        script.leave();
        return script.steps;
    }

    private void add(Change change) {
        if (needsMembership(change)) {
            join();
        }
        if (change.asOwner() != isOwner) {
            act(change.asOwner() ? names.owner() : manager);
            isOwner = change.asOwner();
        }
        steps.add(Step.of(change));
    }

    /** A setting of {@code role} is checked against whoever sets it, by some minor versions as an error. */
    private static boolean needsMembership(Change change) {
        boolean setsRole = change instanceof Change.SetParameter set && set.parameter() == Parameter.ROLE;
        return setsRole || change.asOwner() || change instanceof Change.CreateSchema;
    }

    private void join() {
        if (!isMember) {
            String options = grantsHaveOptions ? " WITH INHERIT FALSE, SET TRUE" : "";
            steps.add(Step.of("GRANT %s TO %s%s".formatted(kindRoles(), manager, options)));
            isMember = true;
        }
    }

    private void leave() {
        if (isOwner) {
            act(manager);
        }
        if (isMember) {
            steps.add(Step.of("REVOKE %s FROM %s".formatted(kindRoles(), manager)));
        }
    }

    private void act(Identifier role) {
        steps.add(Step.of("SET LOCAL ROLE " + role));
    }

    private String kindRoles() {
        return Arrays.stream(Kind.values())
                .map(kind -> names.kindRole(kind).toString())
                .collect(Collectors.joining(", "));
    }
}
