package dev.appdb.cli.local;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.Objects;

/** What tells a cluster's objects apart; the namespace is empty for those that have none. */
record Key(String kind, String namespace, String name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::kind).thenComparing(Key::namespace).thenComparing(Key::name);

    static Key of(HasMetadata object) {
        ObjectMeta meta = object.getMetadata();
        return new Key(object.getKind(), Objects.requireNonNullElse(meta.getNamespace(), ""), meta.getName());
    }

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }

    /** {@code AppDatabase/shop}. */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
