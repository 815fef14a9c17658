/** The rules of the module table. */
@NullMarked
package dev.appdb.cli.architecture;

import org.jspecify.annotations.NullMarked;
