package dev.appdb.controller.database;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.AllowedNamespaces;
import dev.appdb.controller.terms.NamespaceSelector;
import io.fabric8.kubernetes.api.model.Namespace;

/** Whether a class may be used from a namespace. */
final class AllowedNamespace {
    private AllowedNamespace() {}

    static boolean by(AppDatabaseClass databaseClass, Namespace namespace, String operatorNamespace) {
        AllowedNamespaces allowed = databaseClass.getSpec().allowedNamespaces();
        if (allowed == null) {
            return namespace.getMetadata().getName().equals(operatorNamespace);
        }
        return switch (allowed.from()) {
            case All -> true;
            case Selector -> allowed.selector() != null && NamespaceSelector.matches(allowed.selector(), namespace);
        };
    }
}
