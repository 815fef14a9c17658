/** The fixtures' own tests. */
@NullMarked
package dev.appdb.testkit;

import org.jspecify.annotations.NullMarked;
