package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec;
import dev.appdb.api.AppDatabaseStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** {@link dev.appdb.controller.database.DatabaseReconciliation} under the SDK. No finalizer: deleting one is no work. */
final class DatabaseReconciler implements Reconciler<AppDatabase> {
    private final Pass<AppDatabaseSpec, AppDatabaseStatus, AppDatabase> pass;
    private final Primary<AppDatabase> databases;

    DatabaseReconciler(Pass<AppDatabaseSpec, AppDatabaseStatus, AppDatabase> pass, Primary<AppDatabase> databases) {
        this.pass = pass;
        this.databases = databases;
    }

    @Override
    public List<EventSource<?, AppDatabase>> prepareEventSources(EventSourceContext<AppDatabase> context) {
        return databases.attach(context);
    }

    @Override
    public UpdateControl<AppDatabase> reconcile(AppDatabase resource, Context<AppDatabase> context) {
        return pass.over(resource, context);
    }
}
