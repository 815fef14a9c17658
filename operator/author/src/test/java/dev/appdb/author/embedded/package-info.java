/** Tests. */
@NullMarked
package dev.appdb.author.embedded;

import org.jspecify.annotations.NullMarked;
