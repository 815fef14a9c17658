package dev.appdb.controller.kubernetes;

import dev.appdb.controller.cluster.Outcome;
import dev.appdb.controller.cluster.Reconciliation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One reconciliation under the SDK: a status is written where it differs, by server-side apply of nothing but the status,
 * and is in the cache before the next pass.
 */
final class Pass<S, T, R extends CustomResource<S, T>> {
    /** How soon to ask again whether every cache is filled. */
    private static final Duration SOON = Duration.ofMillis(50);

    private final Reconciliation<R> reconciliation;
    private final Supplier<R> blank;
    private final BooleanSupplier started;

    /**
     * @param blank makes an empty resource
     * @param started whether every cache is filled: before that, what is not there may only not be known yet
     */
    Pass(Reconciliation<R> reconciliation, Supplier<R> blank, BooleanSupplier started) {
        this.reconciliation = reconciliation;
        this.blank = blank;
        this.started = started;
    }

    UpdateControl<R> over(R resource, Context<R> context) {
        return over(resource, context, written -> {});
    }

    /** @param afterwards is given the resource with its new status */
    UpdateControl<R> over(R resource, Context<R> context, Consumer<R> afterwards) {
        if (!started.getAsBoolean()) {
            return UpdateControl.<R>noUpdate().rescheduleAfter(SOON);
        }
        var written = new Written(resource, context);
        Outcome<R> outcome = reconciliation.reconcile(resource, written::write);
        afterwards.accept(written.write(outcome.resource()));
        return outcome.again()
                .map(after -> UpdateControl.<R>noUpdate().rescheduleAfter(after))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** The resource as the API server has it, so that equal statuses are not written again. */
    private final class Written {
        private final Context<R> context;
        private R last;

        Written(R first, Context<R> context) {
            this.last = first;
            this.context = context;
        }

        R write(R resource) {
            if (!Objects.equals(last.getStatus(), resource.getStatus())) {
                R patch = blank.get();
                patch.setMetadata(new ObjectMetaBuilder()
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withName(resource.getMetadata().getName())
                        .build());
                patch.setStatus(resource.getStatus());
                last = written(patch, resource);
            }
            return last;
        }

        /** One that went meanwhile has no status any more. */
        private R written(R patch, R resource) {
            try {
                return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(last, patch, context);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
                return resource;
            }
        }
    }
}
