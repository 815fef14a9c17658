/** The gate's command line. */
@NullMarked
package dev.appdb.cli.gate;

import org.jspecify.annotations.NullMarked;
