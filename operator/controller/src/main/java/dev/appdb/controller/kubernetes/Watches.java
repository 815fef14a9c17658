package dev.appdb.controller.kubernetes;

import static io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore.NAME_KEY_STATE;

import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what reconciliations depend on without being about it. Of each object only labels are kept: no Secret's or
 * ConfigMap's content stays in memory. Ends with {@link #close}; a broken watch is taken up again for ever.
 */
final class Watches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    /** So that the first list of a large cluster's ConfigMaps is not in memory at once. */
    private static final long PAGE = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    /** @param namespaces that are watched; all of them if empty */
    Watches(KubernetesClient client, Settings settings, Set<String> namespaces, Wakes wakes) {
        this.client = client;
        this.namespaces = namespaces;
        scoped(client.secrets())
                .forEach(in -> add(
                        Secret.class,
                        in.withLabel(AppDb.MANAGED_BY, AppDb.MANAGER),
                        new Handler<>(wakes::connectionSecretChanged, What.CHANGES)));
        scoped(client.batch().v1().jobs())
                .forEach(in -> add(
                        Job.class,
                        in.withLabel(AppDb.MANAGED_BY, AppDb.MANAGER),
                        new Handler<>(wakes::jobChanged, What.CHANGES)));
        scoped(client.configMaps())
                .forEach(in -> add(ConfigMap.class, in, new Handler<>(wakes::configMapChanged, What.ALL)));
        add(
                Secret.class,
                client.secrets().inNamespace(settings.operatorNamespace()).withoutField("type", "helm.sh/release.v1"),
                new Handler<>(wakes::adminSecretChanged, What.ALL));
        add(Namespace.class, client.namespaces(), new Handler<>(wakes::namespaceLabelled, What.LABELS));
    }

    /**
     * Returns when everything was listed once.
     *
     * @throws IllegalStateException if that takes too long, saying what could not be listed
     */
    void start() {
        var starting = informers.stream().map(SharedIndexInformer::start).toList();
        for (int i = 0; i < starting.size(); i++) {
            String what = informers.get(i).getApiTypeClass().getSimpleName();
            try {
                starting.get(i).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new IllegalStateException("cannot list and watch every " + what + ": see the warnings above", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while listing every " + what, e);
            }
        }
    }

    /** False once one of them has ended for good. */
    boolean areRunning() {
        return informers.stream().allMatch(SharedIndexInformer::isRunning);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
            Stream<FilterWatchListDeletable<T, L, R>> scoped(MixedOperation<T, L, R> all) {
        return namespaces.isEmpty()
                ? Stream.of(all.inAnyNamespace())
                : namespaces.stream().map(all::inNamespace);
    }

    private <T extends HasMetadata> void add(
            Class<T> type, FilterWatchListDeletable<T, ?, ?> resources, ResourceEventHandler<T> handler) {
        informers.add(resources
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new ReducedStateItemStore<>(
                        NAME_KEY_STATE, type, client.getKubernetesSerialization(), "metadata.labels"))
                .exceptionHandler((started, broken) -> {
                    LOG.warn(
                            "the watch of every {} broke and is taken up again: {}",
                            type.getSimpleName(),
                            broken.getMessage());
                    return true;
                })
                .addEventHandler(handler));
    }

    /** What of an object's life is news. */
    private enum What {
        ALL,
        /** Not its making, which is ours. */
        CHANGES,
        LABELS
    }

    private record Handler<T extends HasMetadata>(Consumer<HasMetadata> listener, What what)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            if (what == What.ALL) {
                listener.accept(added);
            }
        }

        /** The old one is reduced to its labels. */
        @Override
        public void onUpdate(T before, T after) {
            if (what != What.LABELS || !labels(before).equals(labels(after))) {
                listener.accept(after);
            }
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            if (what != What.LABELS) {
                listener.accept(deleted);
            }
        }

        private static Map<String, String> labels(HasMetadata resource) {
            return Optional.ofNullable(resource.getMetadata().getLabels()).orElse(Map.of());
        }
    }
}
