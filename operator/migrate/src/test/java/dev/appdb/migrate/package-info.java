/** A tenant on a real server, and what all of these tests ask of it. */
@NullMarked
package dev.appdb.migrate;

import org.jspecify.annotations.NullMarked;
