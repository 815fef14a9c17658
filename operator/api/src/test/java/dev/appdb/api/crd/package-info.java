/** How {@code crds/} comes from the types: fabric8's generator, with what it leaves out added here. */
@NullMarked
package dev.appdb.api.crd;

import org.jspecify.annotations.NullMarked;
