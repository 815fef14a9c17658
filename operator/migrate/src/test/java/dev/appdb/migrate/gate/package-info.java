/** Tests of {@code gate}. */
@NullMarked
package dev.appdb.migrate.gate;

import org.jspecify.annotations.NullMarked;
