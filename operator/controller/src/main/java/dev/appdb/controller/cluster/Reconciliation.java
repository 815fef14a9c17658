package dev.appdb.controller.cluster;

/**
 * One pass over one resource: observe, decide, act, report. The same code runs behind the Java Operator SDK and in local
 * mode.
 *
 * @param <R> the resource
 */
public interface Reconciliation<R> {

    /**
     * @param resource as it was read; not changed
     * @param status writes a status at once, before work begins
     * @return the resource with its new status, and when to look again
     */
    Outcome<R> reconcile(R resource, StatusWriter<R> status);

    /** Patches the status of the resource and returns it as it is then. */
    @FunctionalInterface
    interface StatusWriter<R> {
        R write(R resource);
    }
}
