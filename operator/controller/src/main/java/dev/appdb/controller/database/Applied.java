package dev.appdb.controller.database;

import dev.appdb.postgres.TenantKey;
import dev.appdb.postgres.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each AppDatabase's tenant was last brought to, so that looking for drift costs no reading of anything but the
 * servers. Whatever a tenant is made from wakes its AppDatabase when it changes, and every AppDatabase is looked at when
 * the operator starts: this is never behind for long.
 */
public final class Applied {
    private final Map<TenantKey, Wanted> byKey = new ConcurrentHashMap<>();
    private final Set<TenantKey> doubts = ConcurrentHashMap.newKeySet();

    void put(Wanted wanted) {
        byKey.put(wanted.mark().key(), wanted);
    }

    Optional<Wanted> of(TenantKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    List<TenantKey> all() {
        return List.copyOf(byKey.keySet());
    }

    int size() {
        return byKey.size();
    }

    /** A password was refused that was accepted once: the next pass has to try those in the Secrets. */
    void doubt(TenantKey key) {
        doubts.add(key);
    }

    /** Whether it was in doubt, which is the caller's affair from now on. */
    boolean takeDoubt(TenantKey key) {
        return doubts.remove(key);
    }

    void retain(Set<TenantKey> keys) {
        byKey.keySet().retainAll(keys);
        doubts.retainAll(keys);
    }
}
