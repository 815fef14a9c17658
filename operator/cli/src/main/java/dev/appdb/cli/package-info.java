/** The command {@code appdb}: thin commands over the modules. */
@NullMarked
package dev.appdb.cli;

import org.jspecify.annotations.NullMarked;
