/** Runs the pods of Jobs within this process: there is no kubelet. */
@NullMarked
package dev.appdb.cli.pod;

import org.jspecify.annotations.NullMarked;
