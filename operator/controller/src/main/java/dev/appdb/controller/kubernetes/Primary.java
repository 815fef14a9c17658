package dev.appdb.controller.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of resource that is reconciled. There is one cache of it in the process, the SDK's own; others are told of every
 * change after the cache has it.
 */
public final class Primary<R extends HasMetadata> {
    private final String name;
    private final List<BiConsumer<Optional<R>, Optional<R>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Function<R, List<String>>> indexers;
    private volatile @Nullable Bell<R> bell;

    /** @param indexers each gives the keys under which {@link #byIndex} finds a resource */
    Primary(String name, Map<String, Function<R, List<String>>> indexers) {
        this.name = name;
        this.indexers = indexers;
    }

    /** To be told of each change: what was there before, and what is there now. Called in a watch's thread: be brief. */
    public void onChange(BiConsumer<Optional<R>, Optional<R>> listener) {
        listeners.add(listener);
    }

    /** As {@link io.javaoperatorsdk.operator.api.reconciler.Reconciler#prepareEventSources} asks. */
    List<EventSource<?, R>> attach(EventSourceContext<R> context) {
        IndexerResourceCache<R> primaries = context.getPrimaryCache();
        primaries.addIndexers(indexers);
        Bell<R> made = new Bell<>(name + "-bell", primaries, listeners);
        bell = made;
        return List.of(made);
    }

    /** Lets the resource be reconciled soon; nothing happens while this process doesn't lead. */
    void wake(@Nullable String namespace, String resource) {
        Bell<R> ringing = bell;
        if (ringing != null) {
            ringing.ring(new ResourceID(resource, namespace));
        }
    }

    public void wake(R resource) {
        wake(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }

    Optional<R> get(@Nullable String namespace, String resource) {
        return cached().flatMap(known -> known.get(new ResourceID(resource, namespace)));
    }

    Stream<R> list() {
        return cached().stream().flatMap(IndexerResourceCache::list);
    }

    Stream<R> list(String namespace) {
        return cached().stream().flatMap(known -> known.list(namespace));
    }

    List<R> byIndex(String index, String key) {
        return cached().map(known -> known.byIndex(index, key)).orElse(List.of());
    }

    /** Empty until the SDK has filled it: nothing is known then, and nothing reconciled. */
    private Optional<IndexerResourceCache<R>> cached() {
        return Optional.ofNullable(bell).filter(AbstractEventSource::isRunning).map(filled -> filled.cache);
    }

    /** Rings when told to; passes on what the SDK tells of the resources themselves, also of their status. */
    private static final class Bell<R extends HasMetadata> extends AbstractEventSource<Void, R>
            implements ResourceEventAware<R> {
        private final IndexerResourceCache<R> cache;
        private final List<BiConsumer<Optional<R>, Optional<R>>> listeners;

        Bell(String name, IndexerResourceCache<R> cache, List<BiConsumer<Optional<R>, Optional<R>>> listeners) {
            super(Void.class, name);
            this.cache = cache;
            this.listeners = listeners;
        }

        void ring(ResourceID resource) {
            if (isRunning()) {
                getEventHandler().handleEvent(new Event(resource));
            }
        }

        @Override
        public Set<Void> getSecondaryResources(R primary) {
            return Set.of();
        }

        @Override
        public void onResourceCreated(R resource) {
            tell(Optional.empty(), Optional.of(resource));
        }

        @Override
        public void onResourceUpdated(R after, R before) {
            tell(Optional.of(before), Optional.of(after));
        }

        @Override
        public void onResourceDeleted(R resource) {
            tell(Optional.of(resource), Optional.empty());
        }

        private void tell(Optional<R> before, Optional<R> after) {
            listeners.forEach(listener -> listener.accept(before, after));
        }
    }
}
