/** Shows an example from nothing to rows. */
@NullMarked
package dev.appdb.cli.demo;

import org.jspecify.annotations.NullMarked;
