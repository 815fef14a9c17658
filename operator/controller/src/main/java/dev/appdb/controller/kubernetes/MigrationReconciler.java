package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationSpec;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.controller.migration.MigrationReconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** {@link MigrationReconciliation} under the SDK. The finalizer keeps an AppMigration while its Job runs. */
final class MigrationReconciler implements Reconciler<AppMigration>, Cleaner<AppMigration> {
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

    @Override
    public UpdateControl<AppMigration> reconcile(AppMigration resource, Context<AppMigration> context) {
        return pass.over(resource, context);
    }

    @Override
    public DeleteControl cleanup(AppMigration resource, Context<AppMigration> context) {
        return reconciliation
                .cleanup(resource)
                .map(after -> DeleteControl.noFinalizerRemoval().rescheduleAfter(after))
                .orElseGet(DeleteControl::defaultDelete);
    }
}
