package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationSpec;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.api.AppMigrationStatus.Phase;
import dev.appdb.controller.migration.MigrationReconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/**
 * {@link MigrationReconciliation} under the SDK. A finalizer keeps an AppMigration while its Job runs, and only then: the
 * SDK's own way would put one on every AppMigration for good, and none of them could go once the operator is uninstalled,
 * nor any namespace with one.
 */
final class MigrationReconciler implements Reconciler<AppMigration> {
    private static final String FINALIZER = AppDb.GROUP + "/running-job";

    private final MigrationReconciliation reconciliation;
    private final Pass<AppMigrationSpec, AppMigrationStatus, AppMigration> pass;
    private final Primary<AppMigration> migrations;

    MigrationReconciler(
            MigrationReconciliation reconciliation,
            Pass<AppMigrationSpec, AppMigrationStatus, AppMigration> pass,
            Primary<AppMigration> migrations) {
        this.reconciliation = reconciliation;
        this.pass = pass;
        this.migrations = migrations;
    }

    @Override
    public List<EventSource<?, AppMigration>> prepareEventSources(EventSourceContext<AppMigration> context) {
        return migrations.attach(context);
    }

    /** Also called for one that is going, and for one that is gone. */
    @Override
    public UpdateControl<AppMigration> reconcile(AppMigration resource, Context<AppMigration> context) {
        if (context.isPrimaryResourceDeleted()) {
            return UpdateControl.noUpdate();
        }
        return resource.isMarkedForDeletion()
                ? letGo(resource, context)
                : pass.over(resource, context, reported -> hold(reported, context));
    }

    private UpdateControl<AppMigration> letGo(AppMigration resource, Context<AppMigration> context) {
        if (!resource.hasFinalizer(FINALIZER)) {
            return UpdateControl.noUpdate();
        }
        return reconciliation
                .cleanup(resource)
                .map(after -> UpdateControl.<AppMigration>noUpdate().rescheduleAfter(after))
                .orElseGet(() -> {
                    release(resource, context);
                    return UpdateControl.noUpdate();
                });
    }

    /** A Job just made has not run a statement yet: the finalizer may come after it. */
    private void hold(AppMigration reported, Context<AppMigration> context) {
        if (reported.getStatus() != null && reported.getStatus().phase() == Phase.Running) {
            AppMigration unused = PrimaryUpdateAndCacheUtils.addFinalizer(context.getClient(), reported, FINALIZER);
        } else if (reported.hasFinalizer(FINALIZER)
                && reconciliation.cleanup(reported).isEmpty()) {
            release(reported, context);
        }
    }

    private static void release(AppMigration resource, Context<AppMigration> context) {
        AppMigration unused = PrimaryUpdateAndCacheUtils.removeFinalizer(context.getClient(), resource, FINALIZER);
    }
}
