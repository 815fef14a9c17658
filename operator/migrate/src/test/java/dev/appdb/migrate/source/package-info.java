/** Tests of {@code source}. */
@NullMarked
package dev.appdb.migrate.source;

import org.jspecify.annotations.NullMarked;
