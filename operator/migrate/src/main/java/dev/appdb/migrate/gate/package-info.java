/** Holds an app's pod back until the database has what that pod wants. */
@NullMarked
package dev.appdb.migrate.gate;

import org.jspecify.annotations.NullMarked;
