/** The resources that users write: their fields, bounds and rules. {@code crds/} is generated from these types. */
@NullMarked
package dev.appdb.api;

import org.jspecify.annotations.NullMarked;
