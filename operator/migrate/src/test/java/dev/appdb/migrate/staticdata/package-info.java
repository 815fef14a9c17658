/** Tests of {@code staticdata}. */
@NullMarked
package dev.appdb.migrate.staticdata;

import org.jspecify.annotations.NullMarked;
