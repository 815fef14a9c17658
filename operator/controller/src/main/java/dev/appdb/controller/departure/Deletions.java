package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabase;
import dev.appdb.postgres.TenantKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The AppDatabases that this process saw being deleted. What it asked for in its last second is here and nowhere else: its
 * mark may never have heard of it. Also kept where another operator leads, which this one may have to follow.
 */
public final class Deletions implements BiConsumer<Optional<AppDatabase>, Optional<AppDatabase>> {
    /** A few megabytes. Of those forgotten, the mark tells. */
    private static final int MOST = 10_000;

    private final Map<TenantKey, Deleted> newest = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantKey, Deleted> eldest) {
            return size() > MOST;
        }
    });

    /** Is told of each change of an AppDatabase: what was there before, and what is there now. */
    @Override
    public void accept(Optional<AppDatabase> before, Optional<AppDatabase> after) {
        after.ifPresentOrElse(
                there -> newest.remove(key(there)),
                () -> before.ifPresent(gone -> newest.put(key(gone), Deleted.of(gone))));
    }

    Optional<Deleted> of(TenantKey key) {
        return Optional.ofNullable(newest.get(key));
    }

    private static TenantKey key(AppDatabase database) {
        return new TenantKey(
                database.getMetadata().getNamespace(), database.getMetadata().getName());
    }
}
