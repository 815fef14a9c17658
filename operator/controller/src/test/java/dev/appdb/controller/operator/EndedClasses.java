package dev.appdb.controller.operator;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test its classes go: the operator looks for drift in each of them twice a second. */
public final class EndedClasses implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        Installation.ifStarted().ifPresent(Installation::deleteClasses);
    }
}
