/** Tests. */
@NullMarked
package dev.appdb.cli.pod;

import org.jspecify.annotations.NullMarked;
