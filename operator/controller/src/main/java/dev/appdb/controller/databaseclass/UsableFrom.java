package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec.AllowedNamespaces;
import dev.appdb.controller.terms.NamespaceSelector;
import java.util.Optional;
import java.util.function.Predicate;

/** Which namespaces may use a class, in words. */
final class UsableFrom {
    private static final String EVERYWHERE = "all namespaces";

    private UsableFrom() {}

    static String of(AppDatabaseClass databaseClass, String operatorNamespace) {
        return Optional.ofNullable(databaseClass.getSpec().allowedNamespaces())
                .map(UsableFrom::words)
                .orElse(operatorNamespace);
    }

    private static String words(AllowedNamespaces allowed) {
        return switch (allowed.from()) {
            case All -> EVERYWHERE;
            case Selector ->
                Optional.ofNullable(allowed.selector())
                        .map(NamespaceSelector::text)
                        .filter(Predicate.not(String::isEmpty))
                        .orElse(EVERYWHERE);
        };
    }
}
