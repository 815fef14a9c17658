/** The cluster as reconciliations see it: Kubernetes in production, memory in local mode. */
@NullMarked
package dev.appdb.controller.cluster;

import org.jspecify.annotations.NullMarked;
