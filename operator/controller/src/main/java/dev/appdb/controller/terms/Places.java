package dev.appdb.controller.terms;

import static java.util.stream.Collectors.toMap;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.postgres.TenantKey;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Places in quotas and connections of budgets that were given away and that no status tells yet. Passes run side by side, and
 * one that should have come first in the line may be heard of last: without this both would get the last place. One operator
 * works at a time, so one process's memory is enough; whoever starts anew reads the statuses.
 */
public final class Places {
    private record Place(String className, OptionalInt connections) {
        boolean isToldBy(AppDatabase database) {
            return Optional.ofNullable(database.getStatus())
                    .filter(status -> className.equals(status.boundClass()))
                    .filter(status -> told(status).equals(connections))
                    .isPresent();
        }

        private static OptionalInt told(AppDatabaseStatus status) {
            return status.connections() == null ? OptionalInt.empty() : OptionalInt.of(status.connections());
        }
    }

    private final Map<TenantKey, Place> given = new HashMap<>();

    /**
     * Takes a place for this one if there is room.
     *
     * @param all the AppDatabases that there are, read when it is this one's turn
     * @return all of them, with the places that they have or were given before: what {@link Terms#of} needs to come to the
     *     same answer
     */
    public synchronized List<AppDatabase> take(
            AppDatabase database,
            AppDatabaseClass databaseClass,
            Namespace namespace,
            Supplier<List<AppDatabase>> all) {
        TenantKey key = TermsMember.key(database);
        Map<TenantKey, AppDatabase> known = Stream.concat(all.get().stream(), Stream.of(database))
                .collect(toMap(TermsMember::key, Function.identity(), (cached, own) -> own));
        given.entrySet().removeIf(place -> Optional.ofNullable(known.get(place.getKey()))
                .filter(there -> !place.getValue().isToldBy(there))
                .isEmpty());
        List<AppDatabase> seen = known.values().stream().map(this::placed).toList();
        given.remove(key);
        if (Terms.of(database, databaseClass, namespace, seen) instanceof Terms.Agreed agreed) {
            given.put(key, new Place(databaseClass.getMetadata().getName(), agreed.connections()));
        }
        return seen;
    }

    /** For one that does not get as far as its place. */
    public synchronized void leave(AppDatabase database) {
        given.remove(TermsMember.key(database));
    }

    /** As its status will tell it. What it has until then is the server's, so the larger number counts. */
    private AppDatabase placed(AppDatabase database) {
        Optional<Place> place = Optional.ofNullable(given.get(TermsMember.key(database)));
        return place.map(its -> with(database, its)).orElse(database);
    }

    private static AppDatabase with(AppDatabase database, Place place) {
        OptionalInt before =
                Optional.ofNullable(database.getStatus()).map(Place::told).orElseGet(OptionalInt::empty);
        OptionalInt most = Stream.of(before, place.connections())
                .flatMapToInt(OptionalInt::stream)
                .max();
        var copy = new AppDatabase();
        copy.setMetadata(database.getMetadata());
        copy.setSpec(database.getSpec());
        copy.setStatus(new AppDatabaseStatus(
                database.getMetadata().getGeneration(),
                place.className(),
                null,
                null,
                null,
                null,
                null,
                null,
                most.isPresent() ? most.getAsInt() : null,
                List.of()));
        return copy;
    }
}
