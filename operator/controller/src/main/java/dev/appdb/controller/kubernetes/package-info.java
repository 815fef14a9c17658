/** The cluster as Kubernetes gives it: reads, writes, watches, and what wakes which reconciliation. */
@NullMarked
package dev.appdb.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
