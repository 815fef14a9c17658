/** Tests. */
@NullMarked
package dev.appdb.author.console;

import org.jspecify.annotations.NullMarked;
