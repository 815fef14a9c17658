package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that an adoption does, but for the passwords themselves.
 *
 * @param roles that have to be there before anything can be theirs
 * @param owners who owns what, from then on
 * @param rest settings, memberships and rights
 * @param plan the whole of what ensuring such a tenant takes
 */
record AdoptionPlan(
        AdoptionContents contents,
        Wanted wanted,
        List<Change> roles,
        List<Change> owners,
        List<Change> rest,
        Plan plan) {

    /** What was seen has passed {@link AdoptionRefusal}. */
    static AdoptionPlan of(Snapshot seen, AdoptionContents contents, Wanted wanted) {
        Plan plan = Plan.of(seen.adopted(wanted.mark()), wanted, Renewal.none());
        List<Change> roles = new ArrayList<>(plan.drift().stream()
                .filter(Change.CreateRole.class::isInstance)
                .toList());
        if (!seen.mark().equals(Optional.of(wanted.mark()))) {
            roles.add(new Change.SetMark(wanted.names().owner(), wanted.mark()));
        }
        List<Change> rest = plan.drift().stream()
                .filter(change -> !(change instanceof Change.CreateRole) && !(change instanceof Change.SetMark))
                .toList();
        return new AdoptionPlan(
                contents, wanted, roles, owners(contents, wanted.names().owner()), rest, plan);
    }

    private static List<Change> owners(AdoptionContents contents, Identifier to) {
        List<Change> changes = new ArrayList<>();
        changes.add(new AdoptionChange.LetIn(contents.schema(), to));
        contents.notOf(to).forEach(object -> changes.add(new AdoptionChange.GiveObject(object, to)));
        changes.add(new AdoptionChange.GiveSchema(contents.schema(), contents.schemaOwner(), to));
        return changes;
    }

    List<Change> changes() {
        return Stream.of(roles, owners, rest).flatMap(List::stream).toList();
    }

    Adoption told() {
        return new Adoption(contents.schema(), digest(), inWords(), stays());
    }

    /**
     * Over every statement in full, and over what stays: what a person agreed to is that and nothing else. Extensions are
     * made before, each for good: so it is over all that are wanted, and not over those that are still missing.
     */
    String digest() {
        MessageDigest sha256 = sha256();
        Stream<String> parts = Stream.of(
                        changes().stream().map(Change::sql),
                        wanted.extensions().stream().sorted(),
                        contents.others().stream().map(AdoptionContents.Right::toString),
                        contents.reads().stream().map(AdoptionContents.Read::toString))
                .flatMap(texts -> texts);
        parts.map(part -> part.getBytes(UTF_8)).forEach(bytes -> {
            sha256.update((bytes.length + ":").getBytes(UTF_8));
            sha256.update(bytes);
        });
        return HexFormat.of().formatHex(sha256.digest());
    }

    private List<String> inWords() {
        List<String> words = new ArrayList<>();
        words.add(
                ("in one transaction, which waits at most 10 s for each lock and then changes nothing: every ALTER ... "
                                + "OWNER locks its object against all others (ACCESS EXCLUSIVE) until the end; %d objects and "
                                + "schema %s get another owner")
                        .formatted(owners.size() - 2, contents.schema().name()));
        contents.ownersBut(wanted.names().owner()).stream()
                .sorted()
                .forEach(owner ->
                        words.add("role %s owns nothing here afterwards and loses every right that came with it"
                                .formatted(owner.name())));
        words.add("views and SECURITY DEFINER functions run with the rights of %s from then on"
                .formatted(wanted.names().owner().name()));
        contents.reads()
                .forEach(read -> words.add("%s works on only if %s may read %s"
                        .formatted(read.reader(), wanted.names().owner().name(), read.source())));
        owners.reversed().stream()
                .filter(change -> !(change instanceof AdoptionChange.LetIn))
                .forEach(change -> words.add(change.summary()));
        plan.extensions().stream().sorted().forEach(extension -> words.add("extension " + extension));
        roles.forEach(change -> words.add(change.summary()));
        // what a role that is made anew is like goes without saying
        rest.stream().filter(this::isOfItsOwn).forEach(change -> words.add(change.summary()));
        return words;
    }

    private boolean isOfItsOwn(Change change) {
        Set<String> made = roles.stream()
                .filter(Change.CreateRole.class::isInstance)
                .map(role -> ((Change.CreateRole) role).role().name())
                .collect(toUnmodifiableSet());
        return switch (change) {
            case Change.SetParameter set -> !made.contains(set.role().name());
            case Change.AddMember member -> !made.contains(member.member().name());
            default -> true;
        };
    }

    private List<String> stays() {
        return contents.others().stream()
                .map(right -> "%s on %s for %s".formatted(right.privileges(), right.object(), right.grantee()))
                .toList();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
