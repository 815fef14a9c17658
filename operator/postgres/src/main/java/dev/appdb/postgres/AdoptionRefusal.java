package dev.appdb.postgres;

import static java.util.stream.Collectors.joining;

import dev.appdb.postgres.ServerException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Schemas that are nobody's to adopt, and those that the admin can't give away. */
final class AdoptionRefusal {
    private static final Set<String> NEVER = Set.of("public", "information_schema", "appdb", "appdb_extensions");

    /** A hint is for reading; the plan that follows it names those that are left. */
    private static final int MOST_STATEMENTS = 50;

    private final AdoptionContents contents;
    private final Identifier admin;
    private final int serverVersion;

    private AdoptionRefusal(AdoptionContents contents, Identifier admin, int serverVersion) {
        this.contents = contents;
        this.admin = admin;
        this.serverVersion = serverVersion;
    }

    /** Before anything is read: what no list of a class can allow. */
    static void checkName(Wanted wanted) {
        String schema = wanted.names().schema().name();
        boolean extensions = wanted.extensionsSchema()
                .filter(wanted.names().schema()::equals)
                .isPresent();
        if (NEVER.contains(schema) || schema.startsWith("pg_") || extensions) {
            throw conflict(
                    "schema %s is PostgreSQL's or AppDB's own, and never adopted".formatted(schema),
                    "Move what is needed from there into a schema of its own.");
        }
    }

    /**
     * @param admin who acts in the admin's sessions
     * @throws ServerException with {@code CONFLICT} or {@code MISSING_PRIVILEGE}
     */
    static void check(Snapshot seen, AdoptionContents contents, Wanted wanted, Identifier admin, int serverVersion) {
        Claim.check(seen.adopted(wanted.mark()), wanted.mark(), Renewal.none());
        AdoptionRefusal refusal = new AdoptionRefusal(contents, admin, serverVersion);
        refusal.checkExtensions();
        refusal.checkTenants(wanted.mark());
        refusal.checkBorder();
        refusal.checkPrivileges();
    }

    static ServerException nothingThere(Wanted wanted) {
        return new ServerException(
                Reason.NO_SCHEMA,
                "there is no schema %s to adopt"
                        .formatted(wanted.names().schema().name()),
                "Correct its name, or take it out of the class's adoptable schemas: a new one is made then.");
    }

    private void checkExtensions() {
        if (!contents.extensions().isEmpty()) {
            throw conflict(
                    "schema %s holds extension %s, which other tenants may use too"
                            .formatted(contents.schema().name(), String.join(", ", contents.extensions())),
                    contents.extensions().stream()
                            .map(name ->
                                    "ALTER EXTENSION %s SET SCHEMA appdb_extensions;".formatted(new Identifier(name)))
                            .collect(joining(" ")));
        }
    }

    private void checkTenants(Mark wanted) {
        for (AdoptionContents.Owner owner : contents.owners()) {
            owner.tenant().filter(mark -> !mark.isSameTenant(wanted)).ifPresent(mark -> {
                throw conflict(
                        "role %s, which owns schema %s or something in it, belongs to %s"
                                .formatted(
                                        owner.name().name(), contents.schema().name(), mark),
                        "Only that AppDatabase's own installation may change it.");
            });
        }
    }

    private void checkBorder() {
        if (!contents.across().isEmpty()) {
            throw conflict(
                    "a sequence has its table's owner, and these are not in one schema: "
                            + String.join(", ", contents.across()),
                    "ALTER SEQUENCE ... SET SCHEMA, or ALTER SEQUENCE ... OWNED BY NONE.");
        }
    }

    private void checkPrivileges() {
        List<AdoptionContents.Owner> beyond =
                contents.owners().stream().filter(owner -> !owner.usable()).toList();
        if (!beyond.isEmpty()) {
            throw new ServerException(
                    Reason.MISSING_PRIVILEGE,
                    "the rights of %s, to give away what it owns in schema %s"
                            .formatted(
                                    beyond.stream()
                                            .map(owner -> owner.name().name())
                                            .collect(joining(", ")),
                                    contents.schema().name()),
                    beyond.stream().map(this::grant).collect(joining(" ")));
        }
    }

    private String grant(AdoptionContents.Owner owner) {
        if (owner.superuser()) {
            return giveToAdmin(owner.name());
        }
        if (serverVersion >= 16) {
            return "GRANT %s TO %s WITH INHERIT TRUE;".formatted(owner.name(), admin);
        }
        return owner.member()
                ? "ALTER ROLE %s INHERIT;".formatted(admin)
                : "GRANT %s TO %s;".formatted(owner.name(), admin);
    }

    /** Nobody should become a superuser for this. */
    private String giveToAdmin(Identifier superuser) {
        List<String> statements = new ArrayList<>();
        contents.objects().stream()
                .filter(object -> object.owner().equals(superuser))
                .forEach(object -> statements.add(object.changeOwner(admin) + ";"));
        if (contents.schemaOwner().equals(superuser)) {
            statements.addFirst("ALTER SCHEMA %s OWNER TO %s;".formatted(contents.schema(), admin));
        }
        Stream<String> more = statements.size() > MOST_STATEMENTS
                ? Stream.of("-- and %d more, told when these are done".formatted(statements.size() - MOST_STATEMENTS))
                : Stream.empty();
        return Stream.concat(statements.stream().limit(MOST_STATEMENTS), more).collect(joining(" "));
    }

    private static ServerException conflict(String message, String hint) {
        return new ServerException(Reason.CONFLICT, message, hint);
    }
}
