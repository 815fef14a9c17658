/** Tests. */
@NullMarked
package dev.appdb.cli.local;

import org.jspecify.annotations.NullMarked;
