/** Tests. */
@NullMarked
package dev.appdb.cli;

import org.jspecify.annotations.NullMarked;
