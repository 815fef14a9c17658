package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** {@link dev.appdb.controller.databaseclass.ClassReconciliation} under the SDK. */
final class ClassReconciler implements Reconciler<AppDatabaseClass> {
    private final Pass<AppDatabaseClassSpec, AppDatabaseClassStatus, AppDatabaseClass> pass;
    private final Primary<AppDatabaseClass> classes;

    ClassReconciler(
            Pass<AppDatabaseClassSpec, AppDatabaseClassStatus, AppDatabaseClass> pass,
            Primary<AppDatabaseClass> classes) {
        this.pass = pass;
        this.classes = classes;
    }

    @Override
    public List<EventSource<?, AppDatabaseClass>> prepareEventSources(EventSourceContext<AppDatabaseClass> context) {
        return classes.attach(context);
    }

    @Override
    public UpdateControl<AppDatabaseClass> reconcile(AppDatabaseClass resource, Context<AppDatabaseClass> context) {
        return pass.over(resource, context);
    }
}
