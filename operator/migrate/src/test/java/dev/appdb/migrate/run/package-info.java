/** Runs against real servers. */
@NullMarked
package dev.appdb.migrate.run;

import org.jspecify.annotations.NullMarked;
