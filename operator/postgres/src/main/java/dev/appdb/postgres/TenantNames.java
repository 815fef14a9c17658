package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of everything that a tenant owns, from {@code <namespace>__<name>} with '-' as '_'.
 *
 * <p>No two keys share any name. A key whose plain form another key could have too, or that is long, or that ends like a
 * derived name, or that PostgreSQL reserves, gets {@code <namespace>__<name>__<hash>}: a plain form has one '__' only.
 */
public record TenantNames(Identifier schema, Identifier owner) {
    /** The two logins of a kind; they take turns. */
    public static final List<Character> SLOTS = List.of('a', 'b');

    private static final int LONGEST_SUFFIX = "_migrator_a".length();
    private static final int LONGEST_BASE = Identifier.MAX_BYTES - LONGEST_SUFFIX;
    private static final int CUT_PART = 18;
    private static final int HASH_DIGITS = 12;

    /** What Kubernetes allows in a name, less all that would make '-' as '_' ambiguous: '--', '.' and '_'. */
    private static final Pattern PLAIN_PART = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final Pattern DERIVED = Pattern.compile(".*_(app|migrator|readonly)(_[ab])?");

    /** As {@link #of(TenantKey)}, with the schema of that name where one is given; the roles are the same either way. */
    public static TenantNames of(TenantKey key, Optional<Identifier> schema) {
        TenantNames derived = of(key);
        return new TenantNames(schema.orElse(derived.schema), derived.owner);
    }

    /** The same key always gives the same names. */
    public static TenantNames of(TenantKey key) {
        Identifier base = new Identifier(plain(key).orElseGet(() -> hashed(key)));
        return new TenantNames(base, base);
    }

    /** The role that logins of the kind act as; {@code NOLOGIN}. */
    public Identifier kindRole(Kind kind) {
        return kind == Kind.MIGRATOR ? owner : new Identifier(owner.name() + "_" + kind.word());
    }

    /** A login role of the kind; {@code slot} is one of {@link #SLOTS}. */
    public Identifier login(Kind kind, char slot) {
        if (!SLOTS.contains(slot)) {
            throw new IllegalArgumentException("no slot " + slot);
        }
        return new Identifier(owner.name() + "_" + kind.word() + "_" + slot);
    }

    public List<Identifier> logins(Kind kind) {
        return SLOTS.stream().map(slot -> login(kind, slot)).toList();
    }

    /** Every role of the tenant, the owner first; each stands after those it can be a member of. */
    public List<Identifier> roles() {
        return Stream.of(
                        Stream.of(owner, kindRole(Kind.APP), kindRole(Kind.READONLY)),
                        Arrays.stream(Kind.values()).flatMap(kind -> logins(kind).stream()))
                .flatMap(names -> names)
                .toList();
    }

    private static Optional<String> plain(TenantKey key) {
        String base = key.namespace().replace('-', '_') + "__" + key.name().replace('-', '_');
        boolean unambiguous = PLAIN_PART.matcher(key.namespace()).matches()
                && PLAIN_PART.matcher(key.name()).matches();
        return unambiguous
                        && base.length() <= LONGEST_BASE
                        && !base.startsWith("pg_")
                        && !DERIVED.matcher(base).matches()
                ? Optional.of(base)
                : Optional.empty();
    }

    private static String hashed(TenantKey key) {
        return cut(key.namespace()) + "__" + cut(key.name()) + "__" + hash(key);
    }

    /** For the reader's eye only: the hash alone tells two keys apart. */
    private static String cut(String part) {
        String safe = part.replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "").replaceAll("^pg(?=_|$)", "xpg");
        String brief = safe.substring(0, Math.min(CUT_PART, safe.length())).replaceAll("_$", "");
        return brief.isEmpty() ? "x" : brief;
    }

    private static String hash(TenantKey key) {
        try {
            byte[] sha256 =
                    MessageDigest.getInstance("SHA-256").digest(key.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(sha256).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
